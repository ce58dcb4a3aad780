// A county's townships side by side: how many records of a form stand where, and what is to be looked at.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "client/search/search_index.h"
#include "shared/text/text.h"

namespace minsync {

// States from which an office of this role takes decisions: not closed ones, where nothing waits for anybody.
std::vector<std::string> waiting_states(const Form& form, Role role);

// Whether townships' records of the form go through states at all, and some of them wait for this office.
bool has_board(const ClientStore& store, const Form& form);

// {"form","states":[{"name","label","waiting"}],"rows":[{"org","name","level","records","states":{name:count},"waiting",
// "warnings","conflicts","newest"}]}: a row for each township below the own unit, those without records too, and one
// for the records of the own unit itself or of units that nobody knows here ("org" null), if there are any. "newest" is
// a time or null. As far as the index has come.
Result<nlohmann::ordered_json> board_json(ClientStore& store, SearchIndex& index, const Form& form);

}  // namespace minsync
