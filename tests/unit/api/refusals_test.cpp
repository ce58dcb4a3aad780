// What is refused again and again is written down, and does not fill the disk.
#include "hub/api/refusals.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

TEST(RefusalsTest, TheFirstIsWrittenAndThenOneAMinuteWithHowManyThereWere) {
  Refusals refusals;
  EXPECT_EQ(1u, refusals.due("a", "revoked", 0));
  EXPECT_EQ(std::nullopt, refusals.due("a", "revoked", 1));
  EXPECT_EQ(std::nullopt, refusals.due("a", "revoked", kMinuteMs - 1));
  EXPECT_EQ(3u, refusals.due("a", "revoked", kMinuteMs));
  EXPECT_EQ(std::nullopt, refusals.due("a", "revoked", kMinuteMs + 1));
}

TEST(RefusalsTest, OthersAndOtherReasonsCountForThemselves) {
  Refusals refusals;
  EXPECT_EQ(1u, refusals.due("a", "revoked", 0));
  EXPECT_EQ(1u, refusals.due("b", "revoked", 0));
  EXPECT_EQ(1u, refusals.due("a", "unknown", 0));
}

TEST(RefusalsTest, MadeUpNamesCountAsOneBeyondAThousand) {
  Refusals refusals;
  std::uint64_t written = 0;
  for (int i = 0; i < 5000; ++i) written += refusals.due(std::to_string(i), "unknown", i).has_value() ? 1 : 0;
  EXPECT_LE(written, 1001u);
  EXPECT_GE(written, 1000u);
}

}  // namespace
}  // namespace minsync
