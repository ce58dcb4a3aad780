#include "shared/crypto/cms.h"

#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "shared/crypto/bare_certificate.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

using Message = std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>>;
using Time = std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>>;

constexpr int kMostReaders = 64;
// SEQUENCE of any length, then the type id-ct-authEnvelopedData, 1.2.840.113549.1.9.16.1.23.
constexpr std::string_view kEnvelopeType("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", 13);

MemoryBio reading(std::string_view bytes) {
  MemoryBio bio{BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))};
  MINSYNC_ASSERT(bio);
  return bio;
}

MemoryBio writing() {
  MemoryBio bio{BIO_new(BIO_s_mem())};
  MINSYNC_ASSERT(bio);
  return bio;
}

std::string der_of(CMS_ContentInfo* message) {
  const int size = i2d_CMS_ContentInfo(message, nullptr);
  MINSYNC_ASSERT(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* at = octets(der);
  MINSYNC_ASSERT(i2d_CMS_ContentInfo(message, &at) == size);
  return der;
}

tl::unexpected<Fault> malformed() {
  ERR_clear_error();
  return fail(FaultKind::integrity, "codec.cms_malformed");
}

tl::unexpected<Fault> altered() {
  ERR_clear_error();
  return fail(FaultKind::integrity, "codec.cms_altered");
}

// The parser takes more than DER, and does not mind what stands behind the message: so it is written again.
Message read(std::string_view der, int type) {
  if (der.size() > INT32_MAX) return nullptr;
  const auto* at = octets(der);
  Message message{d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size()))};
  const bool right = message && OBJ_obj2nid(CMS_get0_type(message.get())) == type;
  if (!right || i2d_CMS_ContentInfo(message.get(), nullptr) != static_cast<int>(der.size())) return nullptr;
  if (der_of(message.get()) != der) return nullptr;
  return message;
}

std::shared_ptr<void> pkey_of(const PrivateKey& key) {
  const auto pem = key.pem();
  auto read = own_pkey(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, nullptr));
  MINSYNC_ASSERT(read);
  return read;
}

std::string point_in(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  std::string point(kPublicKeySize, '\0');
  std::size_t size = 0;
  const bool right = key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
                     EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, octets(point), point.size(), &size);
  if (!right || size != kPublicKeySize || !PublicKey::from_point(point)) return {};
  return point;
}

// The signer's point, if there is one signer, with SHA-256, and the one certificate in the message is his.
std::string signer_of(CMS_ContentInfo* message) {
  const auto* signers = CMS_get0_SignerInfos(message);
  if (sk_CMS_SignerInfo_num(signers) != 1) return {};
  X509_ALGOR *hash = nullptr, *signature = nullptr;
  CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), nullptr, nullptr, &hash, &signature);
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, hash);
  if (OBJ_obj2nid(name) != NID_sha256) return {};
  auto* certificates = CMS_get1_certs(message);
  const auto point = sk_X509_num(certificates) == 1 ? point_in(sk_X509_value(certificates, 0)) : std::string();
  sk_X509_pop_free(certificates, X509_free);
  return point;
}

void set_time(CMS_SignerInfo* signer, std::uint64_t now_ms) {
  const Time time{ASN1_TIME_set(nullptr, static_cast<time_t>(now_ms / 1000))};
  MINSYNC_ASSERT(time);
  MINSYNC_ASSERT(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1);
}

void add_reader(CMS_ContentInfo* message, const PublicKey& reader) {
  const auto certificate = certificate_of(reader);
  auto* const info = CMS_add1_recipient_cert(message, certificate.get(), CMS_USE_KEYID | CMS_KEY_PARAM);
  MINSYNC_ASSERT(info);
  auto* const context = CMS_RecipientInfo_get0_pkey_ctx(info);
  MINSYNC_ASSERT(context && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1);
}

bool is_named(CMS_RecipientEncryptedKey* key, const std::string& id) {
  ASN1_OCTET_STRING* named = nullptr;
  if (CMS_RecipientEncryptedKey_get0_id(key, &named, nullptr, nullptr, nullptr, nullptr) != 1 || named == nullptr) {
    return false;
  }
  return std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(named)),
                          static_cast<std::size_t>(ASN1_STRING_length(named))) == id;
}

enum class Unwrapped { no_reader, altered, done };

Unwrapped unwrap(CMS_ContentInfo* message, const std::string& id, EVP_PKEY* reader) {
  auto* infos = CMS_get0_RecipientInfos(message);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(infos) && i < kMostReaders; ++i) {
    auto* info = sk_CMS_RecipientInfo_value(infos, i);
    if (CMS_RecipientInfo_type(info) != CMS_RECIPINFO_AGREE) continue;
    auto* keys = CMS_RecipientInfo_kari_get0_reks(info);
    if (sk_CMS_RecipientEncryptedKey_num(keys) != 1) continue;
    auto* key = sk_CMS_RecipientEncryptedKey_value(keys, 0);
    if (!is_named(key, id)) continue;
    const bool done =
        CMS_RecipientInfo_kari_set0_pkey(info, reader) == 1 && CMS_RecipientInfo_kari_decrypt(message, info, key) == 1;
    return done ? Unwrapped::done : Unwrapped::altered;
  }
  return Unwrapped::no_reader;
}

}  // namespace

std::string cms_sign(const PrivateKey& key, std::string_view content, std::uint64_t now_ms) {
  constexpr unsigned kFlags = CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;
  const auto pkey = pkey_of(key);
  const auto certificate = self_signed_certificate(as_pkey(pkey), key.public_key());
  const Message message{CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags)};
  MINSYNC_ASSERT(message);
  auto* signer = CMS_add1_signer(message.get(), certificate.get(), as_pkey(pkey), EVP_sha256(), kFlags | CMS_USE_KEYID);
  MINSYNC_ASSERT(signer);
  set_time(signer, now_ms);
  MINSYNC_ASSERT(CMS_final(message.get(), reading(content).get(), nullptr, kFlags) == 1);
  return der_of(message.get());
}

Result<CmsSigned> cms_verify(std::string_view der) {
  const auto message = read(der, NID_pkcs7_signed);
  if (!message) return malformed();
  CmsSigned out;
  out.signer = signer_of(message.get());
  if (out.signer.empty()) return malformed();
  const auto content = writing();
  constexpr unsigned kFlags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  if (CMS_verify(message.get(), nullptr, nullptr, nullptr, content.get(), kFlags) != 1) return altered();
  out.content = contents(content);
  ERR_clear_error();
  return out;
}

std::string cms_envelope(std::span<const PublicKey> readers, std::string_view content) {
  MINSYNC_ASSERT(!readers.empty() && readers.size() <= kMostReaders && !content.empty());
  const Message message{CMS_AuthEnvelopedData_create(EVP_aes_256_gcm())};
  MINSYNC_ASSERT(message && CMS_set_detached(message.get(), 0) == 1);
  for (const auto& reader : readers) add_reader(message.get(), reader);
  MINSYNC_ASSERT(CMS_final(message.get(), reading(content).get(), nullptr, CMS_BINARY) == 1);
  return der_of(message.get());
}

Result<std::string> cms_open(const PrivateKey& reader, std::string_view der) {
  const auto message = read(der, NID_id_smime_ct_authEnvelopedData);
  if (!message) return malformed();
  const auto pkey = pkey_of(reader);
  const auto unwrapped = unwrap(message.get(), cms_key_id(reader.public_key().point()), as_pkey(pkey));
  if (unwrapped == Unwrapped::altered) return altered();
  if (unwrapped == Unwrapped::no_reader) return fail(FaultKind::not_allowed, "codec.cms_other_reader");
  const auto content = writing();
  if (CMS_decrypt(message.get(), nullptr, nullptr, nullptr, content.get(), CMS_BINARY) != 1) return altered();
  ERR_clear_error();
  return contents(content);
}

bool is_cms_envelope(std::string_view bytes) {
  return bytes.starts_with('\x30') && bytes.substr(1, 6 + kEnvelopeType.size()).find(kEnvelopeType) != bytes.npos;
}

std::string cms_key_id(std::string_view point) {
  const auto hash = sha256(point);
  return {hash.begin(), hash.begin() + 20};
}

}  // namespace minsync
