#include "shared/crypto/ciphers.h"

#include <openssl/err.h>

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "shared/crypto/openssl_handles.h"

namespace minsync {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;

const EVP_CIPHER* gcm() {
  static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  MINSYNC_ASSERT(algorithm);
  return algorithm;
}

const EVP_CIPHER* xts() {
  static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-XTS", nullptr);
  MINSYNC_ASSERT(algorithm);
  return algorithm;
}

const EVP_CIPHER* ctr() {
  static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  MINSYNC_ASSERT(algorithm);
  return algorithm;
}

CipherContext keyed(const EVP_CIPHER* algorithm, const std::uint8_t* key, bool encrypting) {
  CipherContext context{EVP_CIPHER_CTX_new()};
  MINSYNC_ASSERT(context &&
                 EVP_CipherInit_ex2(context.get(), algorithm, key, nullptr, encrypting ? 1 : 0, nullptr) == 1);
  return context;
}

int length(ConstBytes bytes) {
  return static_cast<int>(bytes.size());
}

ConstBytes view(std::string_view text) {
  return {octets(text), text.size()};
}
Bytes view(std::string& text) {
  return {octets(text), text.size()};
}

}  // namespace

// Nonces are drawn many at a time: a call to the generator costs as much as half a page.
struct GcmCipher::State {
  CipherContext sealing, opening;
  std::array<std::uint8_t, kNonceSize * 64> nonces{};
  std::size_t used = nonces.size();
};

GcmCipher::GcmCipher(const SecretKey& key) : state_(std::make_unique<State>()) {
  state_->sealing = keyed(gcm(), octets(key.bytes()), true);
  state_->opening = keyed(gcm(), octets(key.bytes()), false);
}
GcmCipher::GcmCipher(GcmCipher&&) noexcept = default;
GcmCipher::~GcmCipher() = default;

void GcmCipher::seal(ConstBytes plain, Bytes sealed, ConstBytes bound, std::span<std::uint8_t, kNonceSize> nonce,
                     std::span<std::uint8_t, kTagSize> tag) {
  auto& state = *state_;
  if (state.used == state.nonces.size()) {
    fill_random(state.nonces);
    state.used = 0;
  }
  std::copy_n(state.nonces.data() + state.used, kNonceSize, nonce.data());
  state.used += kNonceSize;
  auto* context = state.sealing.get();
  int done = 0;
  MINSYNC_ASSERT(EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1);
  MINSYNC_ASSERT(EVP_EncryptUpdate(context, nullptr, &done, bound.data(), length(bound)) == 1);
  MINSYNC_ASSERT(EVP_EncryptUpdate(context, sealed.data(), &done, plain.data(), length(plain)) == 1);
  MINSYNC_ASSERT(EVP_EncryptFinal_ex(context, sealed.data() + done, &done) == 1);
  MINSYNC_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag.data()) == 1);
}

bool GcmCipher::open(ConstBytes sealed, Bytes plain, ConstBytes bound, std::span<const std::uint8_t, kNonceSize> nonce,
                     std::span<const std::uint8_t, kTagSize> tag) {
  auto* context = state_->opening.get();
  std::array<std::uint8_t, kTagSize> expected;
  std::ranges::copy(tag, expected.begin());
  int done = 0;
  MINSYNC_ASSERT(EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1);
  MINSYNC_ASSERT(EVP_DecryptUpdate(context, nullptr, &done, bound.data(), length(bound)) == 1);
  MINSYNC_ASSERT(EVP_DecryptUpdate(context, plain.data(), &done, sealed.data(), length(sealed)) == 1);
  MINSYNC_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, expected.data()) == 1);
  const bool whole = EVP_DecryptFinal_ex(context, plain.data() + done, &done) == 1;
  if (!whole) ERR_clear_error();
  return whole;
}

struct XtsCipher::State {
  CipherContext encrypting, decrypting;
};

XtsCipher::XtsCipher() : state_(std::make_unique<State>()) {
  auto key = random_bytes<64>();
  state_->encrypting = keyed(xts(), key.data(), true);
  state_->decrypting = keyed(xts(), key.data(), false);
  wipe(key);
}
XtsCipher::~XtsCipher() = default;

static void run_xts(EVP_CIPHER_CTX* context, Bytes unit, std::uint64_t number) {
  std::array<std::uint8_t, 16> tweak{};
  for (std::size_t i = 0; i < sizeof number; ++i) tweak[i] = static_cast<std::uint8_t>(number >> (8 * i));
  int done = 0;
  MINSYNC_ASSERT(EVP_CipherInit_ex2(context, nullptr, nullptr, tweak.data(), -1, nullptr) == 1);
  MINSYNC_ASSERT(EVP_CipherUpdate(context, unit.data(), &done, unit.data(), length(unit)) == 1);
}

void XtsCipher::encrypt(Bytes unit, std::uint64_t number) {
  run_xts(state_->encrypting.get(), unit, number);
}

void XtsCipher::decrypt(Bytes unit, std::uint64_t number) {
  run_xts(state_->decrypting.get(), unit, number);
}

struct StreamCipher::State {
  CipherContext context;
};

StreamCipher::StreamCipher(const SecretKey& key) : state_(std::make_unique<State>()) {
  state_->context = keyed(ctr(), octets(key.bytes()), true);
}
StreamCipher::StreamCipher(StreamCipher&&) noexcept = default;
StreamCipher::~StreamCipher() = default;

void StreamCipher::apply(Bytes bytes, std::uint64_t offset) {
  constexpr std::uint64_t kBlock = 16;
  std::array<std::uint8_t, kBlock> counter{}, skipped{};
  for (std::size_t i = 0; i < 8; ++i) counter[15 - i] = static_cast<std::uint8_t>(offset / kBlock >> (8 * i));
  auto* context = state_->context.get();
  int done = 0;
  MINSYNC_ASSERT(EVP_EncryptInit_ex2(context, nullptr, nullptr, counter.data(), nullptr) == 1);
  const auto begin = static_cast<int>(offset % kBlock);
  MINSYNC_ASSERT(EVP_EncryptUpdate(context, skipped.data(), &done, skipped.data(), begin) == 1);
  MINSYNC_ASSERT(EVP_EncryptUpdate(context, bytes.data(), &done, bytes.data(), length(bytes)) == 1);
}

std::string seal_piece(const SecretKey& key, std::string_view plain, std::string_view purpose) {
  std::string sealed(kNonceSize + kTagSize + plain.size(), '\0');
  const auto out = view(sealed);
  GcmCipher(key).seal(view(plain), out.subspan(kNonceSize + kTagSize), view(purpose), out.first<kNonceSize>(),
                      out.subspan<kNonceSize, kTagSize>());
  return sealed;
}

Result<std::string> open_piece(const SecretKey& key, std::string_view sealed, std::string_view purpose) {
  if (sealed.size() < kNonceSize + kTagSize) return fail(FaultKind::not_allowed, "sealing.wrong_key");
  const auto in = view(sealed);
  std::string plain(sealed.size() - kNonceSize - kTagSize, '\0');
  if (!GcmCipher(key).open(in.subspan(kNonceSize + kTagSize), view(plain), view(purpose), in.first<kNonceSize>(),
                           in.subspan<kNonceSize, kTagSize>())) {
    return fail(FaultKind::not_allowed, "sealing.wrong_key");
  }
  return plain;
}

}  // namespace minsync
