// One-time codes by time (动态口令), RFC 6238 as the apps of phones compute them: SHA-1, 30 s, 6 digits. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

inline constexpr std::int64_t kTotpStepMs = 30'000;

std::string totp_secret();  // 20 random bytes
// Base32 of RFC 4648 without padding: what is typed into an app.
std::string totp_text(std::string_view secret);
// otpauth://totp/… as apps read it from a QR code. `issuer` and `user` in UTF-8.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view user);

// HOTP (RFC 4226) of a counter, the last `digits` decimals.
std::uint32_t hotp(std::string_view secret, std::uint64_t counter, unsigned digits);
// The step that `code` belongs to, if it is now's, the one before or the next one, and later than `used`: each code
// counts once. Blanks in the code do not matter.
std::optional<std::uint64_t> totp_step_of(std::string_view secret, std::string_view code, std::int64_t now_ms,
                                          std::uint64_t used);

}  // namespace minsync
