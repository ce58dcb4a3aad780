// HMAC-SHA-1 (RFC 2104), which the apps of phones compute one-time codes with (RFC 6238). For nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace minsync {

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view bytes);

}  // namespace minsync
