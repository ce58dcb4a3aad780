#include "hub/users/totp.h"

#include <array>

#include "shared/crypto/crypto.h"
#include "shared/crypto/hmac_sha1.h"
#include "shared/crypto/same_secret.h"

namespace minsync {
namespace {

constexpr std::size_t kSecretSize = 20;
constexpr unsigned kDigits = 6;

std::string six_digits(std::uint32_t number) {
  auto text = std::to_string(number);
  return std::string(kDigits - text.size(), '0') + text;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      out += "%" + hex({&byte, 1});
    }
  }
  return out;
}

}  // namespace

std::string totp_secret() {
  std::string secret(kSecretSize, '\0');
  fill_random({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  return secret;
}

std::string totp_text(std::string_view secret) {
  return standard_base32(secret);
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view user) {
  const auto name = percent_encoded(issuer);
  return "otpauth://totp/" + name + ":" + percent_encoded(user) + "?secret=" + totp_text(secret) + "&issuer=" + name +
         "&algorithm=SHA1&digits=6&period=30";
}

std::uint32_t hotp(std::string_view secret, std::uint64_t counter, unsigned digits) {
  std::string message(8, '\0');
  for (std::size_t i = message.size(); i-- > 0; counter >>= 8) message[i] = static_cast<char>(counter & 0xff);
  const auto mac = hmac_sha1(secret, message);
  const std::size_t at = mac.back() & 15;
  std::uint32_t number = mac[at] & 0x7fu;
  for (std::size_t i = 1; i < 4; ++i) number = (number << 8) | mac[at + i];
  std::uint32_t modulus = 1;
  for (unsigned i = 0; i < digits; ++i) modulus *= 10;
  return number % modulus;
}

std::optional<std::uint64_t> totp_step_of(std::string_view secret, std::string_view code, std::int64_t now_ms,
                                          std::uint64_t used) {
  std::string digits;
  for (const char c : code) {
    if (c != ' ') digits += c;
  }
  if (secret.empty() || now_ms < kTotpStepMs) return std::nullopt;
  const auto now = static_cast<std::uint64_t>(now_ms / kTotpStepMs);
  std::optional<std::uint64_t> found;
  for (const auto step : {now - 1, now, now + 1}) {
    const bool same = same_secret(digits, six_digits(hotp(secret, step, kDigits)));
    if (same && step > used) found = step;
  }
  return found;
}

}  // namespace minsync
