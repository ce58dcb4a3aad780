// Parts of a request target (RFC 3986; queries as application/x-www-form-urlencoded); private to this folder.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

// Nothing if a % is not followed by two hexadecimal digits, or if a byte 0 results: no name of ours holds one, and C
// libraries would cut the text there.
std::optional<std::string> percent_decoded(std::string_view text);

// "a=1&b=two+words". The last of equal names counts; a name without "=" has an empty value.
std::optional<std::map<std::string, std::string>> parsed_query(std::string_view query);

}  // namespace minsync
