// Everything a person reads, in Chinese and English, from one catalogue (shared/text/catalogue/*.def).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

enum class Language { zh, en };

// `--lang` if given ("zh", "en"), else the environment's LC_ALL, LC_MESSAGES, LANG: zh* is Chinese, everything else
// English. Unset means Chinese: that is who the users are.
Language choose_language(std::string_view option);

// The catalogue's text for `id` with {0}, {1}, … replaced by `args`. An id that is not in the catalogue is shown as
// itself with its arguments; tests/tidy makes sure that none is used.
std::string say(Language language, std::string_view id, const std::vector<std::string>& args = {});

// The fault's own sentence, and below it one line for each of its details (at most 20, then how many more).
std::string say(Language language, const Fault& fault);

// NFC, or nothing if `text` is not UTF-8 or holds U+0000.
Result<std::string> normalise(std::string_view text);
// Whether `normalise` would leave it as it is.
bool is_normalised(std::string_view text);
// The number of characters of a text that is normalised and in which all can be seen, as one look tells of most;
// nothing where it takes a longer one.
std::optional<std::size_t> count_of_plain(std::string_view text);

}  // namespace minsync
