// Pairs that wait for a decision, as they stand: the index says which may, the records say whether.
#pragma once

#include "hub/duplicates/decisions.h"
#include "hub/duplicates/duplicate_index.h"

namespace minsync {

struct Candidate {
  const Form* form = nullptr;
  StoredRecord a, b;
  Likeness alike;
  std::optional<Decision> decision;  // what was decided on them last
};

enum class Apart { anywhere, townships, counties };

struct CandidatesWanted {
  std::string form{};            // empty: all
  std::optional<UnitId> root{};  // one of the two stands in it or below
  std::optional<MatchStrength> strength{};
  Apart apart = Apart::anywhere;  // in two townships, or two counties
  bool dismissed = false;         // those instead of the open ones
  std::string after{};            // `next` of the page before
  std::size_t limit = 50;
};

struct CandidatesPage {
  std::vector<Candidate> candidates;
  std::string next;  // "" at the end; a page may be short of its limit, as one looks at so many pairs at most
  ReadTo read_to;
};

// Call it inside a read snapshot. Fault: bad_input, `after` is none.
Result<CandidatesPage> read_candidates(HubStore& store, DuplicateIndex& index, const FormCatalogue& forms,
                                       const Divisions& divisions, const CandidatesWanted& wanted);

// Nothing if they agree in nothing, or one is removed.
Result<std::optional<Candidate>> candidate_of(HubStore& store, const FormCatalogue& forms, const Form& form, RecordId a,
                                              RecordId b);

}  // namespace minsync
