#include "hub/users/passwords.h"

#include <algorithm>
#include <array>

#include "hub/users/rights.h"
#include "shared/crypto/crypto.h"
#include "shared/crypto/same_secret.h"

namespace minsync {
namespace {

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kFewest = 10, kFewestOfAdministrators = 12;

// Long enough for the rule and yet known to everybody; compared in small letters, whole or as the beginning.
constexpr std::array<std::string_view, 16> kCommon = {
    "1234567890", "0123456789", "0987654321", "1111111111",    "0000000000", "8888888888", "6666666666", "1qaz2wsx3edc",
    "qwertyuiop", "password12", "password@1", "administrator", "admin12345", "abcdefghij", "abcd123456", "a123456789",
};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

std::string random_text(std::size_t bytes) {
  std::string text(bytes, '\0');
  fill_random({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return text;
}

bool common(const std::string& small) {
  const bool one_character = small.find_first_not_of(small.front()) == std::string::npos;
  return one_character || std::ranges::any_of(kCommon, [&](auto known) { return small.starts_with(known); });
}

}  // namespace

Status check_password(std::string_view password, const std::string& user, UserRoles roles) {
  const auto fewest = is_administrator(roles) ? kFewestOfAdministrators : kFewest;
  if (characters(password) < fewest) {
    return fail(FaultKind::bad_input, "users.password_short", {std::to_string(fewest)});
  }
  if (password.size() > kLongestPassword) {
    return fail(FaultKind::bad_input, "users.password_long", {std::to_string(kLongestPassword)});
  }
  const auto small = in_small_letters(password);
  if (common(small)) return fail(FaultKind::bad_input, "users.password_common");
  if (small.find(in_small_letters(user)) != std::string::npos && user.size() * 2 >= password.size()) {
    return fail(FaultKind::bad_input, "users.password_is_name");
  }
  return {};
}

std::string first_password() {
  return base32(random_text(13)).substr(0, 20);
}

Result<PasswordCheck> keep_password(std::string_view password) {
  PasswordCheck kept;
  kept.salt = random_text(kSaltSize);
  MINSYNC_ASSIGN(kept.key, derive_password(password, kept));
  return kept;
}

Result<std::string> derive_password(std::string_view password, const PasswordCheck& kept) {
  // What stands in a damaged store must not ask for more than this machine has.
  if (!kept.cost.bearable()) return fail(FaultKind::integrity, "users.damaged");
  MINSYNC_ASSIGN(const auto key, key_from_passphrase(password, kept.salt, kept.cost));
  return std::string(key.bytes());
}

bool same_password(std::string_view derived, const PasswordCheck& kept) {
  return !kept.key.empty() && same_secret(derived, kept.key);
}

PasswordCheck nobodys_password() {
  PasswordCheck nobody;
  nobody.salt = std::string(kSaltSize, '\0');
  return nobody;
}

}  // namespace minsync
