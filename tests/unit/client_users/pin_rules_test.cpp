#include "client/users/pin_rules.h"

#include <gtest/gtest.h>

#include <map>

namespace minsync {
namespace {

TEST(PinRulesTest, EachRuleRefusesWithItsReason) {
  const std::map<std::string, std::string> expected = {
      {"13579", "clerks.pin_too_short"},        {"", "clerks.pin_too_short"},
      {"000000", "clerks.pin_too_simple"},      {"77777777", "clerks.pin_too_simple"},
      {"123456", "clerks.pin_too_simple"},      {"987654", "clerks.pin_too_simple"},
      {"890123", "clerks.pin_too_simple"},      {"210987", "clerks.pin_too_simple"},
      {"abc1234", "clerks.password_too_short"}, {std::string(129, '7'), "clerks.pin_too_long"},
  };
  for (const auto& [pin, reason] : expected) {
    const auto checked = check_pin(pin);
    ASSERT_FALSE(checked) << pin;
    EXPECT_EQ(checked.error().id, reason) << pin;
  }
}

TEST(PinRulesTest, SixMixedDigitsOrEightBytesWithALetterAreGood) {
  for (const auto* pin : {"190283", "112233", "1234568", "abcdefgh", "密码密码", "12345678a"}) {
    EXPECT_TRUE(check_pin(pin)) << pin;
  }
}

}  // namespace
}  // namespace minsync
