// What is to be published of a year (DESIGN.md has its format): each book's table in the columns of the bureau's own
// 公示, and the ranking where targets are allotted to counties. In Chinese, as it goes out. Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "hub/targets/target_book.h"

namespace minsync {

inline constexpr int kPublicationFormat = 1;

// As of `day`. Texts that somebody typed lose the digits of identity and mobile numbers.
nlohmann::json publication_content(const std::vector<TargetBook>& books, std::int32_t year, std::int32_t day);

// The same bytes for the same document: keys in order, no blanks.
std::string canonical(const nlohmann::json& document);

// What one content says differently from another, an entry each: {"part": "rows" | "ranking" | "book", "book", "key",
// "name", "column", "was", "now"}. A row or county that is new or gone is one entry, "whole", with null on one side.
// Empty if and only if they are equal.
nlohmann::json content_differences(const nlohmann::json& was, const nlohmann::json& now);

}  // namespace minsync
