// Owners for OpenSSL's objects; private to this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace minsync {

template <auto free_function>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};

using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using MemoryBio = std::unique_ptr<BIO, Freer<BIO_free_all>>;

inline EVP_PKEY* as_pkey(const std::shared_ptr<void>& key) {
  return static_cast<EVP_PKEY*>(key.get());
}
inline std::shared_ptr<void> own_pkey(EVP_PKEY* key) {
  return {key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
}

// OpenSSL takes bytes as unsigned char.
inline const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Everything written to a memory BIO so far.
std::string contents(const MemoryBio& bio);

// SHA-256 fetched once; a fetch on each call costs more than hashing a small edit.
const EVP_MD* sha256_algorithm();

}  // namespace minsync
