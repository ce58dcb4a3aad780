// Signed and enveloped files as other programs read them too (`openssl cms`): Cryptographic Message Syntax, RFC 5652,
// in DER. They know nothing of what is in them. Keys are P-256; certificates carry keys and say nothing else: nobody
// looks at their names, dates or issuers. All of a file is in memory, at most some four times: bound it before. Any
// thread.
#pragma once

#include <span>

#include "shared/crypto/crypto.h"

namespace minsync {

// A SignedData with the content, the signer's self-signed certificate, ECDSA with SHA-256 over signed attributes.
// `now_ms` stands in it as the time of signing, for readers.
std::string cms_sign(const PrivateKey& key, std::string_view content, std::uint64_t now_ms);

struct CmsSigned {
  std::string content;
  std::string signer;  // SEC 1 point; whose key that is, and whether it may sign this, the caller decides
};
// Faults: integrity "codec.cms_malformed" (no SignedData by one P-256 key, or not in DER), integrity
// "codec.cms_altered".
Result<CmsSigned> cms_verify(std::string_view der);

// An AuthEnvelopedData (RFC 5083): AES-256-GCM, the content's key agreed on with each reader by ephemeral-static ECDH
// (RFC 5753; X9.63 KDF with SHA-256, AES-256 key wrap). A reader is named by cms_key_id. 1 to 64 readers; the content
// is not empty.
std::string cms_envelope(std::span<const PublicKey> readers, std::string_view content);

// Faults: integrity "codec.cms_malformed", not_allowed "codec.cms_other_reader" (no reader of it is this key),
// integrity "codec.cms_altered".
Result<std::string> cms_open(const PrivateKey& reader, std::string_view der);

// Whether bytes begin as an AuthEnvelopedData does.
bool is_cms_envelope(std::string_view bytes);

// The key's identifier in certificates and envelopes: the first 20 bytes of the SHA-256 of its point (RFC 7093, 2).
std::string cms_key_id(std::string_view point);

}  // namespace minsync
