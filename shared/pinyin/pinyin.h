// First letters of pinyin, by which people look names up: zs for 张三. Pure; data/README.md has the source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minsync {

// How a text is abbreviated: for every Chinese character the first letter of its reading, ASCII letters in lower case
// and digits as they are, one blank for everything between. Places and words have their own readings. A text of at
// most four characters that begins with a surname of another reading gives two: 曾三 is "cs" and "zs".
std::vector<std::string> pinyin_initials(std::string_view text);

}  // namespace minsync
