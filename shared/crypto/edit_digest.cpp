#include "shared/crypto/edit_digest.h"

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

EditDigest edit_digest(const Edit& edit) {
  const auto hash = sha256(encode_edit(edit));
  EditDigest digest;
  for (std::size_t i = 0; i < 8; ++i) digest.value = digest.value << 8 | hash[i];
  digest.value = std::max<std::uint64_t>(digest.value, 1);
  return digest;
}

}  // namespace minsync
