#include "shared/sealing/data_keys.h"

#include <algorithm>

#include "shared/crypto/crypto.h"

namespace minsync {

DataKey DataKey::random() {
  auto id = random_bytes<4>();
  id[0] |= 0x80;
  return {id, SecretKey::random()};
}

BlockSealer::BlockSealer(const DataKeys& keys, std::string_view kind) {
  MINSYNC_ASSERT(!keys.empty());
  for (const auto& key : keys) keys_.push_back({key.id, GcmCipher(key.key.derive({}, kind))});
}

void BlockSealer::seal(ConstBytes plain, Bytes block, ConstBytes bound) {
  auto& newest = keys_.back();
  const auto trailer = block.subspan(plain.size()).first<kTrailerSize>();
  newest.cipher.seal(plain, block.first(plain.size()), bound, trailer.first<kNonceSize>(),
                     trailer.subspan<kNonceSize, kTagSize>());
  std::ranges::copy(newest.id, trailer.begin() + kNonceSize + kTagSize);
}

bool BlockSealer::open(ConstBytes block, Bytes plain, ConstBytes bound) {
  const auto trailer = block.subspan(plain.size()).first<kTrailerSize>();
  const auto id = trailer.last<sizeof(KeyId)>();
  const auto found = std::ranges::find_if(keys_, [&](const Keyed& key) { return std::ranges::equal(key.id, id); });
  if (found == keys_.end()) return false;
  // The cipher may write over the trailer's neighbours only: it stands behind what is opened.
  return found->cipher.open(block.first(plain.size()), plain, bound, trailer.first<kNonceSize>(),
                            trailer.subspan<kNonceSize, kTagSize>());
}

std::array<std::uint8_t, 8> place_bytes(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return bytes;
}

}  // namespace minsync
