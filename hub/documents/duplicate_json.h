// Likely duplicates and what was decided on them, as commands print them and the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/documents/names.h"
#include "hub/duplicates/candidates.h"
#include "hub/duplicates/joining.h"
#include "hub/duplicates/parting.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"

namespace minsync {

// {"form","strength","reasons","apart","a","b","decision"}: the sides are record_json with "org_name", "county_name"
// and "title", "apart" is county, township or none.
nlohmann::json candidate_json(const Candidate& candidate, const Divisions& divisions);
// {"duplicates":[…],"next","read_to":{"behind","time"}}
nlohmann::json candidates_json(const CandidatesPage& page, const Divisions& divisions);

// {"id","form","kept","merged","status","reason","by","time"}
nlohmann::json decision_json(const Decision& decision);
// The same of one as it stands now, with "kept_record" and "merged_record" (sides, or null), and of a merge
// "came_since": whether edits came that the merge does not know.
Result<nlohmann::json> decided_json(HubStore& store, const FormCatalogue& forms, const Decision& decision);

// Everything there is to see before a pair is merged: "kept" and "merged" (sides), "reasons" and "strength" (null if
// they agree in nothing), "groups" [{"fields","choosable","in_conflict","take"}] with `take` kept or merged,
// "references", "blocked" (null, or error and message) and "decision".
Result<nlohmann::json> comparison_json(HubStore& store, const FormCatalogue& forms, const MergeWanted& wanted,
                                       Language language);

// {"decision","revived","restored","returned","left":[{"form","record","field","why"}]}
nlohmann::json parted_json(const Parted& parted);

}  // namespace minsync
