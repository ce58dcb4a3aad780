#include "shared/identity/characters.h"

#include <utf8proc.h>

namespace minsync {

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
    const auto taken = length > 0 ? static_cast<std::size_t>(length) : 1;
    out.push_back({length > 0 ? static_cast<std::uint32_t>(code) : *bytes, text.substr(0, taken)});
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace minsync
