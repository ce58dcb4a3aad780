// Keys, signatures, hashes and randomness: the only user of OpenSSL. Algorithms are named where they are stored or
// sent, so that others (SM2, SM3) can stand beside these later. All functions may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes);  // RFC 2104
std::string hex(std::span<const std::uint8_t> bytes);

// SHA-256 fed piece by piece.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  void add(std::string_view bytes);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// From OpenSSL's generator, seeded by the operating system; ends the process if there is none.
void fill_random(std::span<std::uint8_t> bytes);
template <std::size_t N>
std::array<std::uint8_t, N> random_bytes() {
  std::array<std::uint8_t, N> bytes;
  fill_random(bytes);
  return bytes;
}

inline constexpr std::size_t kSignatureSize = 64;  // r || s, each 32 bytes big-endian (as ES256 in RFC 7518, 3.4)
inline constexpr std::size_t kPublicKeySize = 65;  // uncompressed point, SEC 1: 0x04 || x || y

// The public half of a P-256 key.
class PublicKey {
 public:
  static Result<PublicKey> from_point(std::string_view bytes65);
  const std::string& point() const { return point_; }
  // ECDSA over SHA-256 of `bytes`.
  bool verify(std::string_view bytes, std::string_view signature) const;

 private:
  std::string point_;
  std::shared_ptr<void> key_;  // EVP_PKEY
};

// A P-256 key pair.
class PrivateKey {
 public:
  static PrivateKey generate();
  // PKCS#8 PEM, not encrypted: shared/sealing seals it. `path` is for messages.
  static Result<PrivateKey> from_pem(std::string_view pem, const std::string& path);
  std::string pem() const;
  static Result<PrivateKey> read_pem(const std::string& path);
  // Written to a new file with mode 0600 and synced; never over an existing one.
  Status write_pem(const std::string& path) const;

  std::string sign(std::string_view bytes) const;
  PublicKey public_key() const;
  // A self-signed certificate for TLS, as PEM, followed by this key as PEM: what HAProxy's `crt` wants. Valid for
  // 20 years from a day ago; clients pin the key and do not look at dates.
  Result<std::string> tls_pem(const std::string& common_name) const;
  // "sha256//" + base64 of SHA-256 of the SubjectPublicKeyInfo: what libcurl's CURLOPT_PINNEDPUBLICKEY wants.
  std::string pin() const;

 private:
  std::shared_ptr<void> key_;
};

// The pin built from a bare 32-byte fingerprint, and the fingerprint of a key.
std::string pin_of_fingerprint(std::span<const std::uint8_t, 32> fingerprint);
Digest fingerprint_of(const PrivateKey& key);

std::string base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);
// Crockford's base32 without padding; reading ignores case, blanks and dashes and takes O for 0, I and L for 1.
std::string base32(std::string_view bytes);
Result<std::string> from_base32(std::string_view text);
// That of RFC 4648, without padding, for what other programs read.
std::string standard_base32(std::string_view bytes);

}  // namespace minsync
