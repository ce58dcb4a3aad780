#include "shared/crypto/secret_key.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

void wipe(std::span<std::uint8_t> bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

SecretKey SecretKey::random() {
  SecretKey key;
  fill_random(key.bytes_);
  return key;
}

SecretKey SecretKey::from(std::string_view bytes32) {
  MINSYNC_ASSERT(bytes32.size() == kSize);
  SecretKey key;
  std::ranges::transform(bytes32, key.bytes_.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return key;
}

SecretKey SecretKey::derive(std::string_view salt, std::string_view purpose) const {
  return key_from_secret(bytes(), salt, purpose);
}

SecretKey key_from_secret(std::string_view secret, std::string_view salt, std::string_view purpose) {
  auto extracted = hmac_sha256(salt, secret);
  auto expanded = hmac_sha256(view(extracted), std::string(purpose) + '\x01');
  const auto key = SecretKey::from(view(expanded));
  wipe(extracted);
  wipe(expanded);
  return key;
}

Result<SecretKey> key_from_passphrase(std::string_view passphrase, std::string_view salt, const ScryptCost& cost) {
  MINSYNC_ASSERT(cost.bearable());
  constexpr std::uint64_t kMostMemory = (std::uint64_t{1} << 30) + (std::uint64_t{1} << 22);
  std::array<std::uint8_t, SecretKey::kSize> bytes{};
  const int made =
      EVP_PBE_scrypt(passphrase.data(), passphrase.size(), octets(salt), salt.size(), std::uint64_t{1} << cost.log_n,
                     cost.r, cost.p, kMostMemory, bytes.data(), bytes.size());
  ERR_clear_error();
  if (made != 1) return fail(FaultKind::failed, "sealing.no_memory");
  const auto key = SecretKey::from({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  wipe(bytes);
  return key;
}

}  // namespace minsync
