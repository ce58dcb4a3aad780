#include "shared/crypto/edit_digest.h"

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

// Never 0, which stands for none.
static std::uint64_t first_bytes(const Digest& hash) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | hash[i];
  return std::max<std::uint64_t>(value, 1);
}

EditDigest edit_digest(const Edit& edit) {
  return {first_bytes(sha256(encode_edit(edit)))};
}

BatchDigest batch_digest(std::string_view batch) {
  return {first_bytes(sha256(batch))};
}

}  // namespace minsync
