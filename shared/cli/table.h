// Plain tables for a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minsync {

// Columns padded to their widest cell, Chinese characters counted as two; the first row is the header. No line end
// behind the last row.
std::string table(const std::vector<std::vector<std::string>>& rows);
// At most `width` columns of a terminal, with … if there was more; line ends become blanks.
std::string fitted(std::string_view text, std::size_t width);

}  // namespace minsync
