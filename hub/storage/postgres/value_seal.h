// How single values are sealed in a database whose pages are not ours.
#pragma once

#include <string>
#include <string_view>

#include "shared/crypto/ciphers.h"
#include "sync_protocol/result.h"

namespace minsync {

// For one thread at a time.
class ValueSeal {
 public:
  explicit ValueSeal(const SecretKey& key);

  // nonce 12, tag 16, AES-256-GCM of the bytes, bound to `place`.
  std::string seal(std::string_view bytes, std::string_view place);
  // Fault: not as it was sealed, there and with this key (integrity).
  Result<std::string> open(std::string_view sealed, std::string_view place);
  // 16 bytes of HMAC-SHA-256 over place and value, under a key of its own: equal for equal values of one place.
  std::string search_key(std::string_view value, std::string_view place) const;

 private:
  GcmCipher cipher_;
  SecretKey search_;
};

}  // namespace minsync
