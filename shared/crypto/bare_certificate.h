// Certificates that carry a key to where a standard wants a certificate, and say nothing else: the name is the key's
// identifier, the dates are all days (RFC 5280, 4.1.2.5), and the same key gets the same content each time. Private to
// this folder.
#pragma once

#include "shared/crypto/crypto.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {

Certificate self_signed_certificate(EVP_PKEY* key, const PublicKey& point);
// Of a key whose private half is elsewhere: signed by one that is thrown away.
Certificate certificate_of(const PublicKey& key);

}  // namespace minsync
