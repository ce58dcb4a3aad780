#include "shared/identity/characters.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::size_t kFewestHidden = 3;

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

std::string mask_middle(std::string_view text, std::size_t front, std::size_t back) {
  const auto all = characters(text);
  return all.size() < front + back + kFewestHidden ? std::string(all.size(), '*') : mask(all, front, back);
}

}  // namespace

std::string mask_id_number(std::string_view text) {
  return mask_middle(text, 6, 4);
}

std::string mask_name(std::string_view text) {
  const auto all = characters(text);
  return all.size() < 2 ? std::string(all.size(), '*') : mask(all, 1, 0);
}

std::string mask_digits(std::string_view text) {
  return mask_middle(text, 3, 4);
}

}  // namespace minsync
