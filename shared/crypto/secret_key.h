// Bytes that must not stay in memory longer than they are used.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

void wipe(std::span<std::uint8_t> bytes);

// 256 bits; wiped when it goes.
class SecretKey {
 public:
  static constexpr std::size_t kSize = 32;

  static SecretKey random();
  static SecretKey from(std::string_view bytes32);

  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey() { wipe(bytes_); }

  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), kSize}; }
  // HKDF with SHA-256 (RFC 5869): a key for one purpose, from which nothing follows about this one.
  SecretKey derive(std::string_view salt, std::string_view purpose) const;

 private:
  SecretKey() = default;
  std::array<std::uint8_t, kSize> bytes_{};
};

// A secret of any length with enough chance in it, a key file say.
SecretKey key_from_secret(std::string_view secret, std::string_view salt, std::string_view purpose);

// How dear a passphrase is to guess: scrypt (RFC 7914).
struct ScryptCost {
  std::uint8_t log_n = 15, r = 8, p = 3;  // 32 MiB, some 0.3 s of an old PC
  // What a file may ask of us: at most 1 GiB.
  bool bearable() const { return log_n >= 10 && log_n <= 20 && r >= 1 && r <= 8 && p >= 1 && p <= 16; }
};
// Fault: not enough memory (failed).
Result<SecretKey> key_from_passphrase(std::string_view passphrase, std::string_view salt, const ScryptCost& cost);

}  // namespace minsync
