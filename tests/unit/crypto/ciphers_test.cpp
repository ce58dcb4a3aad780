#include "shared/crypto/ciphers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

std::string hex_of(const SecretKey& key) {
  std::string bytes(key.bytes());
  return hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// RFC 5869, A.1 (its first 32 bytes).
TEST(SecretKeyTest, DerivesAsRfc5869) {
  const std::string salt("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 13);
  const auto key = key_from_secret(std::string(22, '\x0b'), salt, "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9");
  EXPECT_EQ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf", hex_of(key));
}

// RFC 7914, 12, the first 32 of its 64 bytes.
TEST(SecretKeyTest, PassphrasesAsRfc7914) {
  const auto key = key_from_passphrase("pleaseletmein", "SodiumChloride", {14, 8, 1});
  ASSERT_TRUE(key);
  EXPECT_EQ("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2", hex_of(*key));
}

TEST(SecretKeyTest, CostsThatNobodyCanBearAreNotBearable) {
  EXPECT_TRUE(ScryptCost{}.bearable());
  EXPECT_FALSE((ScryptCost{63, 8, 1}).bearable());
  EXPECT_FALSE((ScryptCost{15, 255, 1}).bearable());
  EXPECT_FALSE((ScryptCost{15, 8, 0}).bearable());
}

TEST(CiphersTest, PiecesOpenWithTheirKeyAndPurposeAlone) {
  const auto key = SecretKey::random();
  const auto sealed = seal_piece(key, "words", "letter");
  EXPECT_EQ("words", open_piece(key, sealed, "letter").value());
  EXPECT_NE(sealed, seal_piece(key, "words", "letter")) << "a nonce came twice";
  EXPECT_EQ("sealing.wrong_key", open_piece(SecretKey::random(), sealed, "letter").error().id);
  EXPECT_EQ("sealing.wrong_key", open_piece(key, sealed, "parcel").error().id);
  EXPECT_FALSE(open_piece(key, "short", "letter"));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(open_piece(key, changed, "letter")) << bit;
  }
}

TEST(CiphersTest, NoncesOfACipherDoNotRepeat) {
  GcmCipher cipher(SecretKey::random());
  std::array<std::uint8_t, 16> text{};
  std::array<std::uint8_t, kTagSize> tag;
  std::vector<std::array<std::uint8_t, kNonceSize>> nonces(1'000);
  for (auto& nonce : nonces) cipher.seal(text, text, {}, nonce, tag);
  std::ranges::sort(nonces);
  EXPECT_EQ(nonces.end(), std::ranges::adjacent_find(nonces));
}

TEST(CiphersTest, UnitsOfAMomentComeBack) {
  XtsCipher one, other;
  std::array<std::uint8_t, 4096> unit{}, plain{};
  one.encrypt(unit, 7);
  EXPECT_NE(plain, unit);
  auto elsewhere = unit;
  one.decrypt(elsewhere, 8);
  EXPECT_NE(plain, elsewhere);
  auto foreign = unit;
  other.decrypt(foreign, 7);
  EXPECT_NE(plain, foreign);
  one.decrypt(unit, 7);
  EXPECT_EQ(plain, unit);
}

}  // namespace
}  // namespace minsync
