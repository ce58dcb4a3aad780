// A record's history as `record show --history` prints it and the console shows it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/documents/names.h"
#include "hub/review/history.h"

namespace minsync {

// [{"id","kind","values","author","org","device","time","received","note","receipt","replaced_by"}], newest first.
// "id" is device:incarnation:sequence. "replaced_by" is null while the edit's values stand, else {field: id}.
nlohmann::json history_json(const Form& form, const std::vector<PastEdit>& history, const AuthorNames& authors,
                            Disclosure disclosure);

// What is held on a record, in the order in which it will be merged.
nlohmann::json held_json(const Form& form, const std::vector<HeldEdit>& held, const AuthorNames& authors,
                         Disclosure disclosure);

}  // namespace minsync
