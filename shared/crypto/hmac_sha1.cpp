#include "shared/crypto/hmac_sha1.h"

#include <openssl/hmac.h>

#include "shared/crypto/openssl_handles.h"
#include "sync_protocol/result.h"

namespace minsync {

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view bytes) {
  std::array<std::uint8_t, 20> out{};
  unsigned size = 0;
  MINSYNC_ASSERT(HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), octets(bytes), bytes.size(), out.data(),
                      &size) != nullptr &&
                 size == out.size());
  return out;
}

}  // namespace minsync
