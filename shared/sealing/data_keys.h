// The keys that a database's files are sealed with, as SQLite's files need them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "shared/crypto/ciphers.h"

namespace minsync {

using KeyId = std::array<std::uint8_t, 4>;  // stands in every sealed block; never zero

struct DataKey {
  KeyId id;
  SecretKey key;

  static DataKey random();
};

// Blocks are sealed with the last one and opened with the one that they name.
using DataKeys = std::vector<DataKey>;

// What a sealed block ends with: nonce, tag, key id.
inline constexpr std::size_t kTrailerSize = kNonceSize + kTagSize + sizeof(KeyId);

// Seals the blocks of one kind of file. One for each open file.
class BlockSealer {
 public:
  // `kind` parts the kinds: a block of one never opens as another.
  BlockSealer(const DataKeys& keys, std::string_view kind);

  // `plain` goes to `block`, which is longer by the trailer and may begin at the same place. `bound`: where it stands.
  void seal(ConstBytes plain, Bytes block, ConstBytes bound);
  // `block` is longer than `plain` by the trailer, and may begin at the same place.
  bool open(ConstBytes block, Bytes plain, ConstBytes bound);

 private:
  struct Keyed {
    KeyId id;
    GcmCipher cipher;
  };
  std::vector<Keyed> keys_;
};

// A number as it is bound into a block.
std::array<std::uint8_t, 8> place_bytes(std::uint64_t number);

}  // namespace minsync
