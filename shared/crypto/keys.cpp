#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "shared/crypto/key_file.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

constexpr std::size_t kScalarSize = kSignatureSize / 2;
constexpr std::size_t kMaxPemSize = 16u << 10;

using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

std::string raw_from_der(const std::string& der) {
  const unsigned char* at = octets(der);
  const EcdsaSignature parsed{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  MINSYNC_ASSERT(parsed);
  std::string raw(kSignatureSize, '\0');
  const int size = kScalarSize;
  MINSYNC_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), octets(raw), size) == size);
  MINSYNC_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), octets(raw) + kScalarSize, size) == size);
  return raw;
}

std::string der_from_raw(std::string_view raw) {
  const EcdsaSignature built{ECDSA_SIG_new()};
  BIGNUM* const r = BN_bin2bn(octets(raw), kScalarSize, nullptr);
  BIGNUM* const s = BN_bin2bn(octets(raw) + kScalarSize, kScalarSize, nullptr);
  MINSYNC_ASSERT(built && r && s && ECDSA_SIG_set0(built.get(), r, s) == 1);  // takes r and s over
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(built.get(), &der);
  MINSYNC_ASSERT(size > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string point_of(const std::shared_ptr<void>& key) {
  std::string point(kPublicKeySize, '\0');
  std::size_t size = 0;
  MINSYNC_ASSERT(
      EVP_PKEY_get_octet_string_param(as_pkey(key), OSSL_PKEY_PARAM_PUB_KEY, octets(point), point.size(), &size) == 1);
  MINSYNC_ASSERT(size == kPublicKeySize);
  return point;
}

bool is_p256(EVP_PKEY* key) {
  char group[32];
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
         std::string_view(group, size) == SN_X9_62_prime256v1;
}

// Without a callback OpenSSL would ask for an encrypted key's password on the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

std::string public_key_info(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  MINSYNC_ASSERT(size > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string contents(const MemoryBio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Result<PublicKey> PublicKey::from_point(std::string_view bytes65) {
  const auto invalid = [] {
    ERR_clear_error();
    return fail(FaultKind::bad_input, "network.public_key_invalid");
  };
  if (bytes65.size() != kPublicKeySize || bytes65[0] != '\x04') return invalid();
  std::string point(bytes65);
  char group[] = SN_X9_62_prime256v1;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                         OSSL_PARAM_END};
  const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  MINSYNC_ASSERT(context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1) return invalid();
  PublicKey built;
  built.key_ = own_pkey(key);
  const KeyContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return invalid();
  built.point_ = std::move(point);
  return built;
}

bool PublicKey::verify(std::string_view bytes, std::string_view signature) const {
  if (!key_ || signature.size() != kSignatureSize) return false;
  const std::string der = der_from_raw(signature);
  const DigestContext context{EVP_MD_CTX_new()};
  MINSYNC_ASSERT(context && EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, as_pkey(key_),
                                                    nullptr) == 1);
  const bool valid = EVP_DigestVerify(context.get(), octets(der), der.size(), octets(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return valid;
}

PrivateKey PrivateKey::generate() {
  PrivateKey made;
  made.key_ = own_pkey(EVP_EC_gen("P-256"));
  MINSYNC_ASSERT(made.key_);
  return made;
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, const std::string& path) {
  const MemoryBio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  MINSYNC_ASSERT(bio);
  PrivateKey read;
  read.key_ = own_pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  if (!read.key_ || !is_p256(as_pkey(read.key_))) return fail(FaultKind::integrity, "network.key_damaged", {path});
  return read;
}

std::string PrivateKey::pem() const {
  const MemoryBio bio{BIO_new(BIO_s_mem())};
  MINSYNC_ASSERT(bio &&
                 PEM_write_bio_PKCS8PrivateKey(bio.get(), as_pkey(key_), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return contents(bio);
}

Result<PrivateKey> PrivateKey::read_pem(const std::string& path) {
  MINSYNC_ASSIGN(const std::string pem, read_key_file(path, kMaxPemSize));
  return from_pem(pem, path);
}

Status PrivateKey::write_pem(const std::string& path) const {
  return write_new_key_file(path, pem());
}

std::string PrivateKey::sign(std::string_view bytes) const {
  const DigestContext context{EVP_MD_CTX_new()};
  MINSYNC_ASSERT(context && EVP_DigestSignInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, as_pkey(key_),
                                                  nullptr) == 1);
  std::string der(static_cast<std::size_t>(EVP_PKEY_get_size(as_pkey(key_))), '\0');
  std::size_t size = der.size();
  MINSYNC_ASSERT(EVP_DigestSign(context.get(), octets(der), &size, octets(bytes), bytes.size()) == 1);
  der.resize(size);
  return raw_from_der(der);
}

PublicKey PrivateKey::public_key() const {
  auto key = PublicKey::from_point(point_of(key_));
  MINSYNC_ASSERT(key.has_value());
  return *std::move(key);
}

std::string pin_of_fingerprint(std::span<const std::uint8_t, 32> fingerprint) {
  return "sha256//" + base64({reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size()});
}

std::string PrivateKey::pin() const {
  return pin_of_fingerprint(sha256(public_key_info(as_pkey(key_))));
}

Digest fingerprint_of(const PrivateKey& key) {
  const auto bytes = from_base64(std::string_view(key.pin()).substr(8));
  MINSYNC_ASSERT(bytes && bytes->size() == 32);
  Digest digest;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace minsync
