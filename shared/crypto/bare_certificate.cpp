#include "shared/crypto/bare_certificate.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include "shared/crypto/cms.h"

namespace minsync {
namespace {

std::shared_ptr<void> pkey_of(const PublicKey& key) {
  std::string point = key.point();
  char group[] = SN_X9_62_prime256v1;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                         OSSL_PARAM_END};
  const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* built = nullptr;
  MINSYNC_ASSERT(context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                 EVP_PKEY_fromdata(context.get(), &built, EVP_PKEY_PUBLIC_KEY, params) == 1);
  return own_pkey(built);
}

void set_serial(X509* certificate, std::string id) {
  id.resize(16);
  id[0] = static_cast<char>((static_cast<std::uint8_t>(id[0]) & 0x7f) | 0x40);  // positive and of full length
  BIGNUM* const number = BN_bin2bn(octets(id), static_cast<int>(id.size()), nullptr);
  MINSYNC_ASSERT(number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)));
  BN_free(number);
}

void set_name(X509* certificate, const std::string& id) {
  const auto text = hex({octets(id), id.size()});
  X509_NAME* const name = X509_get_subject_name(certificate);
  MINSYNC_ASSERT(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, octets(text),
                                            static_cast<int>(text.size()), -1, 0) == 1);
  MINSYNC_ASSERT(X509_set_issuer_name(certificate, name) == 1);
}

void set_key_id(X509* certificate, const std::string& id) {
  ASN1_OCTET_STRING* const value = ASN1_OCTET_STRING_new();
  MINSYNC_ASSERT(value && ASN1_OCTET_STRING_set(value, octets(id), static_cast<int>(id.size())) == 1);
  MINSYNC_ASSERT(X509_add1_ext_i2d(certificate, NID_subject_key_identifier, value, 0, X509V3_ADD_DEFAULT) == 1);
  ASN1_OCTET_STRING_free(value);
}

Certificate build(EVP_PKEY* key, const std::string& id, EVP_PKEY* signer) {
  Certificate certificate{X509_new()};
  MINSYNC_ASSERT(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_serial(certificate.get(), id);
  set_name(certificate.get(), id);
  set_key_id(certificate.get(), id);
  MINSYNC_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20200101000000Z") == 1);
  MINSYNC_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "99991231235959Z") == 1);
  MINSYNC_ASSERT(X509_set_pubkey(certificate.get(), key) == 1);
  MINSYNC_ASSERT(X509_sign(certificate.get(), signer, sha256_algorithm()) > 0);
  return certificate;
}

}  // namespace

Certificate self_signed_certificate(EVP_PKEY* key, const PublicKey& point) {
  return build(key, cms_key_id(point.point()), key);
}

Certificate certificate_of(const PublicKey& key) {
  const auto signer = own_pkey(EVP_EC_gen("P-256"));
  MINSYNC_ASSERT(signer);
  return build(as_pkey(pkey_of(key)), cms_key_id(key.point()), as_pkey(signer));
}

}  // namespace minsync
