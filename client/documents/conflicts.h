// Places where several people's values stand side by side: open conflicts (review) and overwritten values that can be
// put back (latest, authority). shared/cli/record_json.h has their ids and JSON.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "client/store/client_store.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"
#include "sync_protocol/merge.h"

namespace minsync {

struct FoundConflict {
  const Form* form = nullptr;
  const GroupRule* rule = nullptr;
  StoredRecord record;
  GroupState state;  // as the hub has it
};

Status each_conflict(ClientStore& store, const std::function<void(const FoundConflict&)>& visit);
// Fault: bad_input if there is none (any more) with this id.
Result<FoundConflict> find_conflict(ClientStore& store, const std::string& id);

// Those of one record.
std::vector<FoundConflict> conflicts_of(const Form& form, const StoredRecord& record);

// As shared/cli's conflict_json, with authors as this computer knows them.
nlohmann::ordered_json conflict_json(Language language, const ClientStore& store, const FoundConflict& found,
                                     Disclosure disclosure);

// What the author of a head saw before writing it: only edits under review tell.
std::optional<std::vector<FieldValue>> base_values(const GroupRule& rule, const Head& head);

}  // namespace minsync
