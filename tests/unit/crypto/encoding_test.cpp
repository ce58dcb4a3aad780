#include <gtest/gtest.h>

#include <random>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

TEST(Base64Test, AgreesWithRfc4648) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64Test, TakesOneSpellingOnly) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Zg==Zg==", "Zm 9v", "Zm9-", "Z=9v", "A==="}) {
    EXPECT_FALSE(from_base64(text).has_value()) << text;
  }
}

// The number 1234 and the symbols' order are given in Crockford's description.
TEST(Base32Test, UsesCrockfordsSymbols) {
  EXPECT_EQ(base32(std::string("\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf\x84\x65\x3a\x56\xd7\xc6\x75\xbe\x77\xdf", 20)),
            "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  EXPECT_EQ(base32("f"), "CR");
  EXPECT_EQ(base32("foobar"), "CSQPYRK1E8");
}

TEST(Base32Test, ReadsWhatPeopleType) {
  const std::string bytes("\x00\x44\x32\x10", 4);  // 0123440
  EXPECT_EQ(base32(bytes), "0123440");
  for (const char* typed : {"0123440", "O123-44O", "oI23 44o", "0-L-2-3-4-4-0", "0l23440"}) {
    EXPECT_EQ(from_base32(typed), bytes) << typed;
  }
}

TEST(Base32Test, RefusesForeignCharactersAndLeftovers) {
  for (const char* typed : {"U123440", "012344*", "0123441", "0", "000", "CR0"}) {
    EXPECT_FALSE(from_base32(typed).has_value()) << typed;
  }
}

TEST(EncodingTest, EveryByteStringSurvivesBoth) {
  std::mt19937 random(7);
  for (std::size_t round = 0; round < 2000; ++round) {
    std::string bytes(round % 67, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
    EXPECT_EQ(from_base32(base32(bytes)), bytes);
  }
}

}  // namespace
}  // namespace minsync
