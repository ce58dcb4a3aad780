// The six cells of a row of the published table, in Chinese.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "hub/targets/progress.h"

namespace minsync {

// One indicator with the city's figure.
struct PublishedIndicator {
  const TargetIndicator* indicator;
  const IndicatorProgress* progress;
};

// The heads of the columns, as the bureau wrote them in 2016.
std::vector<std::string> published_columns();
// Lines of a cell are parted by "\n". `whole_heading_starred`: the mark of 为民办实事 stands before the heading, and
// not before each row of it.
nlohmann::json published_cells(const TargetItem& item, bool whole_heading_starred,
                               const std::vector<PublishedIndicator>& indicators);

// Identity numbers (15, 17 or 18 digits) and mobile numbers inside a text, masked.
std::string without_personal_numbers(const std::string& text);

// "100%", "97.5%"
std::string percent_text(Rate rate);

}  // namespace minsync
