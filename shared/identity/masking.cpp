#include "shared/identity/characters.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::size_t kFewestHidden = 3;
constexpr std::size_t kLongestPhone = 13;  // with an area code and signs; accounts are longer

std::string mask(const std::vector<Character>& text, std::size_t front, std::size_t back) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i < front || i + back >= text.size())
      out += text[i].bytes;
    else
      out += '*';
  }
  return out;
}

std::string mask_middle(std::string_view text, std::size_t front, std::size_t back,
                        std::size_t fewest_hidden = kFewestHidden) {
  const auto all = characters(text);
  return all.size() < front + back + fewest_hidden ? std::string(all.size(), '*') : mask(all, front, back);
}

}  // namespace

std::string mask_id_number(std::string_view text) {
  // The shorter, older numbers have 15 digits; what is shorter still is none.
  return mask_middle(text, 4, 4, 7);
}

std::string mask_name(std::string_view text) {
  const auto all = characters(text);
  return all.size() < 2 ? std::string(all.size(), '*') : mask(all, 1, 0);
}

std::string mask_digits(std::string_view text) {
  return mask_middle(text, characters(text).size() > kLongestPhone ? 0 : 3, 4);
}

}  // namespace minsync
