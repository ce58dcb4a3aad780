#include "hub/users/totp.h"

#include <gtest/gtest.h>

#include "shared/crypto/crypto.h"
#include "shared/crypto/hmac_sha1.h"

namespace minsync {
namespace {

const std::string kSecret = "12345678901234567890";

TEST(TotpTest, CountersGiveTheCodesOfRfc4226) {
  const std::uint32_t codes[] = {755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489};
  for (std::uint64_t counter = 0; counter < 10; ++counter) EXPECT_EQ(codes[counter], hotp(kSecret, counter, 6));
}

TEST(TotpTest, TimesGiveTheCodesOfRfc6238) {
  const std::pair<std::uint64_t, std::uint32_t> vectors[] = {{59, 94287082},         {1111111109, 7081804},
                                                             {1111111111, 14050471}, {1234567890, 89005924},
                                                             {2000000000, 69279037}, {20000000000, 65353130}};
  for (const auto& [seconds, code] : vectors) EXPECT_EQ(code, hotp(kSecret, seconds / 30, 8)) << seconds;
}

TEST(TotpTest, HmacSha1GivesTheDigestsOfRfc2202) {
  EXPECT_EQ("b617318655057264e28bc0b6fb378c8ef146be00", hex(hmac_sha1(std::string(20, '\x0b'), "Hi There")));
  EXPECT_EQ("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", hex(hmac_sha1("Jefe", "what do ya want for nothing?")));
}

TEST(TotpTest, OneStepBeforeAndAfterIsTakenAndNoMore) {
  const std::int64_t now = 1'111'111'111'000;
  const std::uint64_t step = now / kTotpStepMs;
  for (int away = -3; away <= 3; ++away) {
    auto digits = std::to_string(hotp(kSecret, step + static_cast<std::uint64_t>(away), 6));
    digits.insert(0, 6 - digits.size(), '0');
    const auto found = totp_step_of(kSecret, digits, now, 0);
    EXPECT_EQ(std::abs(away) <= 1, found.has_value()) << away;
    EXPECT_TRUE(!found || *found == step + static_cast<std::uint64_t>(away)) << away;
  }
}

TEST(TotpTest, ACodeThatWasTakenAndThoseBeforeItAreNotTakenAgain) {
  const std::int64_t now = 59'000;  // step 1: 287082
  EXPECT_EQ(1u, totp_step_of(kSecret, "287082", now, 0));
  EXPECT_EQ(1u, totp_step_of(kSecret, "287 082", now, 0));
  EXPECT_FALSE(totp_step_of(kSecret, "287082", now, 1));
  EXPECT_FALSE(totp_step_of(kSecret, "755224", now, 1));
  EXPECT_EQ(2u, totp_step_of(kSecret, "359152", now, 1));
}

TEST(TotpTest, NothingIsRightWithoutASecret) {
  EXPECT_FALSE(totp_step_of("", "000000", 59'000, 0));
  EXPECT_FALSE(totp_step_of(kSecret, "", 59'000, 0));
}

TEST(TotpTest, SecretsAreBase32OfRfc4648) {
  EXPECT_EQ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", totp_text(kSecret));
  EXPECT_EQ("MZXW6YTB", totp_text("fooba"));
  EXPECT_EQ("MZXW6YQ", totp_text("foob"));
  EXPECT_EQ("otpauth://totp/A%20B:zhang?secret=MZXW6YTB&issuer=A%20B&algorithm=SHA1&digits=6&period=30",
            totp_uri("fooba", "A B", "zhang"));
}

}  // namespace
}  // namespace minsync
