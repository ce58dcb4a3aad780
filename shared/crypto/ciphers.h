// The ciphers of what is stored. One object holds one keyed OpenSSL context, so that a page costs no allocation and no
// key schedule; it is for one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "shared/crypto/secret_key.h"

namespace minsync {

using Bytes = std::span<std::uint8_t>;
using ConstBytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kNonceSize = 12, kTagSize = 16;

// AES-256-GCM (NIST SP 800-38D) with random nonces: at most 2^32 pieces under one key.
class GcmCipher {
 public:
  explicit GcmCipher(const SecretKey& key);
  GcmCipher(GcmCipher&&) noexcept;
  ~GcmCipher();

  // `sealed` is as long as `plain` and may be the same place. Writes a fresh nonce and the tag.
  void seal(ConstBytes plain, Bytes sealed, ConstBytes bound, std::span<std::uint8_t, kNonceSize> nonce,
            std::span<std::uint8_t, kTagSize> tag);
  // False if anything of it, `bound` included, is not as it was sealed; `plain` then holds nothing of use.
  bool open(ConstBytes sealed, Bytes plain, ConstBytes bound, std::span<const std::uint8_t, kNonceSize> nonce,
            std::span<const std::uint8_t, kTagSize> tag);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// AES-256-XTS (IEEE 1619) under a random key that nobody has: for files that end with the process.
class XtsCipher {
 public:
  XtsCipher();
  ~XtsCipher();
  XtsCipher(const XtsCipher&) = delete;
  XtsCipher& operator=(const XtsCipher&) = delete;

  // At least 16 bytes, in place.
  void encrypt(Bytes unit, std::uint64_t number);
  void decrypt(Bytes unit, std::uint64_t number);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// AES-256-CTR (NIST SP 800-38A) from counter 0, at any offset. It hides and notices nothing: for content whose hash is
// known, under a key that nothing else has.
class StreamCipher {
 public:
  explicit StreamCipher(const SecretKey& key);
  StreamCipher(StreamCipher&&) noexcept;
  ~StreamCipher();
  // The same either way.
  void apply(Bytes bytes, std::uint64_t offset);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A small piece, a key say, as nonce, tag and cipher text; bound to `purpose`.
std::string seal_piece(const SecretKey& key, std::string_view plain, std::string_view purpose);
// Fault: not_allowed "sealing.wrong_key" if key or purpose is another or a bit has changed.
Result<std::string> open_piece(const SecretKey& key, std::string_view sealed, std::string_view purpose);

}  // namespace minsync
