#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "shared/crypto/crypto.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

constexpr int kDaysValid = 20 * 365;
constexpr std::size_t kMaxCommonName = 64;  // RFC 5280, ub-common-name

bool is_printable_ascii(const std::string& name) {
  for (const char c : name) {
    if (c <= ' ' || c > '~') return false;
  }
  return !name.empty();
}

void set_serial(X509* certificate) {
  auto bytes = random_bytes<16>();
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7f) | 0x40);  // positive and of full length (RFC 5280, 4.1.2.2)
  BIGNUM* const number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
  MINSYNC_ASSERT(number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)));
  BN_free(number);
}

void set_names(X509* certificate, const std::string& common_name) {
  X509_NAME* const subject = X509_get_subject_name(certificate);
  MINSYNC_ASSERT(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, octets(common_name),
                                            static_cast<int>(common_name.size()), -1, 0) == 1);
  MINSYNC_ASSERT(X509_set_issuer_name(certificate, subject) == 1);
}

void set_validity(X509* certificate) {
  MINSYNC_ASSERT(X509_time_adj_ex(X509_getm_notBefore(certificate), -1, 0, nullptr));
  MINSYNC_ASSERT(X509_time_adj_ex(X509_getm_notAfter(certificate), kDaysValid, 0, nullptr));
}

// Browsers look only at the alternative name; it is built from parts because a textual one could smuggle in others.
void set_alternative_name(X509* certificate, const std::string& common_name) {
  GENERAL_NAMES* const names = GENERAL_NAMES_new();
  GENERAL_NAME* const name = GENERAL_NAME_new();
  MINSYNC_ASSERT(names && name);
  if (ASN1_OCTET_STRING* const address = a2i_IPADDRESS(common_name.c_str())) {
    GENERAL_NAME_set0_value(name, GEN_IPADD, address);
  } else {
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    MINSYNC_ASSERT(text && ASN1_STRING_set(text, common_name.data(), static_cast<int>(common_name.size())) == 1);
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
  }
  MINSYNC_ASSERT(sk_GENERAL_NAME_push(names, name) == 1);
  MINSYNC_ASSERT(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1);
  GENERAL_NAMES_free(names);
}

Certificate self_signed(EVP_PKEY* key, const std::string& common_name) {
  Certificate certificate{X509_new()};
  MINSYNC_ASSERT(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_serial(certificate.get());
  set_names(certificate.get(), common_name);
  set_validity(certificate.get());
  set_alternative_name(certificate.get(), common_name);
  MINSYNC_ASSERT(X509_set_pubkey(certificate.get(), key) == 1);
  MINSYNC_ASSERT(X509_sign(certificate.get(), key, sha256_algorithm()) > 0);
  return certificate;
}

}  // namespace

Result<std::string> PrivateKey::tls_pem(const std::string& common_name) const {
  if (common_name.size() > kMaxCommonName || !is_printable_ascii(common_name)) {
    return fail(FaultKind::bad_input, "network.certificate_name", {common_name});
  }
  const Certificate certificate = self_signed(as_pkey(key_), common_name);
  const MemoryBio bio{BIO_new(BIO_s_mem())};
  MINSYNC_ASSERT(bio && PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
  MINSYNC_ASSERT(PEM_write_bio_PKCS8PrivateKey(bio.get(), as_pkey(key_), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return contents(bio);
}

}  // namespace minsync
