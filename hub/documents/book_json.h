// Target books as the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/targets/target_book.h"

namespace minsync {

// {"name","title","notice","sample","scoring","items"}
nlohmann::json book_json(const TargetBook& book);
// {"key","number","heading","name","category","starred","text","published_rate","indicators"}, each indicator with what
// is allotted of it to counties. Numbers are texts with all their places; null where there is none.
nlohmann::json item_json(const TargetBook& book, const TargetItem& item);

}  // namespace minsync
