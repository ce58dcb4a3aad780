// Progress and ranking as JSON, of commands and the console.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/targets/progress.h"
#include "hub/targets/rank.h"
#include "shared/text/text.h"

namespace minsync {

// Numbers are texts with all their places ("114.13"); null where there is none. `org` is the code of the unit.
nlohmann::json progress_json(const TargetBook& book, const IndicatorProgress& progress, const std::string& org,
                             Language language);
nlohmann::json score_json(const TargetBook& book, const CountyScore& score, const std::string& org, Language language);

// One part of a county's points.
nlohmann::json part_json(const TargetBook& book, const ScorePart& part, Language language);

// Null where there is none.
nlohmann::json json_of(const std::optional<Amount>& amount);
nlohmann::json json_of(const std::optional<Rate>& rate);
nlohmann::json day_json(const std::optional<std::int32_t>& day);
// "at_least"
std::string kind_word(IndicatorKind kind);

// "" where there is none.
std::string text_of(const std::optional<Amount>& amount);
std::string text_of(const std::optional<Rate>& rate);

// What fills the sentence of a standing (standing_message).
std::vector<std::string> standing_args(const IndicatorProgress& progress);
// The book's name of a county's six digits, else these.
std::string county_name(const TargetBook& book, const std::string& county);

}  // namespace minsync
