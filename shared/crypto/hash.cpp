#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "shared/crypto/crypto.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, Freer<EVP_MAC_CTX_free>>;

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MINSYNC_ASSERT(algorithm);
  return algorithm;
}

}  // namespace

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  MINSYNC_ASSERT(algorithm);
  return algorithm;
}

struct Hasher::State {
  DigestContext context{EVP_MD_CTX_new()};
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  MINSYNC_ASSERT(state_->context && EVP_DigestInit_ex2(state_->context.get(), sha256_algorithm(), nullptr) == 1);
}

Hasher::~Hasher() = default;

void Hasher::add(std::string_view bytes) {
  MINSYNC_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Hasher::finish() {
  Digest digest;
  MINSYNC_ASSERT(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest sha256(std::string_view bytes) {
  thread_local const DigestContext context{EVP_MD_CTX_new()};
  Digest digest;
  MINSYNC_ASSERT(context && EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  MINSYNC_ASSERT(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
  MINSYNC_ASSERT(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  // A null key would mean "the key of before" to OpenSSL, so an empty one needs an address.
  if (key.empty()) key = std::string_view("", 0);
  char name[] = "SHA2-256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_END};
  const MacContext context{EVP_MAC_CTX_new(hmac_algorithm())};
  Digest digest;
  std::size_t size = 0;
  MINSYNC_ASSERT(context && EVP_MAC_init(context.get(), octets(key), key.size(), params) == 1);
  MINSYNC_ASSERT(EVP_MAC_update(context.get(), octets(bytes), bytes.size()) == 1);
  MINSYNC_ASSERT(EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1 && size == digest.size());
  return digest;
}

void fill_random(std::span<std::uint8_t> bytes) {
  MINSYNC_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

}  // namespace minsync
