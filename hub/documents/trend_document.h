// How figures went over the years: what the console draws as lines.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "hub/documents/target_documents.h"

namespace minsync {

struct BooksOfYear {
  TargetsAsked asked;
  std::vector<TargetBook> books;
};

// {"years", "indicators": [{"key", "name", "unit", "kind", "points": [{"year", "target", "value", "raw_rate",
// "sample"}]}], "scores": [{"org", "name", "points": [{"year", "score", "rank", "sample"}]}]}, of figures alone,
// ascending by year. An indicator is the same in another year where its key, without the year at its end, and its unit
// are. Of a county alone where one is asked for.
nlohmann::json trend_document(const std::vector<BooksOfYear>& years);

}  // namespace minsync
