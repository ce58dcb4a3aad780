#include "sync_protocol/hybrid_clock.h"

#include <gtest/gtest.h>

#include <random>

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'700'000'000'000;

TEST(HybridClockTest, StampIsTheWallTimeAsLongAsItRuns) {
  HybridClock clock;
  EXPECT_EQ(clock.next(kNow), stamp_of_ms(kNow));
  EXPECT_EQ(clock.next(kNow + 5), stamp_of_ms(kNow + 5));
}

TEST(HybridClockTest, WithinOneMillisecondTheCounterRises) {
  HybridClock clock;
  const Stamp first = clock.next(kNow);
  EXPECT_EQ(clock.next(kNow).value, first.value + 1);
}

TEST(HybridClockTest, StampsRiseAlthoughTheWallClockGoesBack) {
  HybridClock clock;
  const Stamp before = clock.next(kNow);
  EXPECT_GT(clock.next(kNow - 3'600'000), before);
}

TEST(HybridClockTest, StampsRiseOverARestart) {
  HybridClock before;
  before.next(kNow);
  HybridClock after(before.last());
  EXPECT_GT(after.next(kNow - 1000), before.last());
}

TEST(HybridClockTest, StampExceedsWhatWasDisplayed) {
  HybridClock clock;
  const Stamp displayed = stamp_of_ms(kNow + 60'000);
  clock.see(displayed, kNow);
  EXPECT_GT(clock.next(kNow), displayed);
}

TEST(HybridClockTest, AStampBeyondTheToleranceDoesNotPoisonTheClock) {
  HybridClock clock;
  clock.see(stamp_of_ms(kNow + kClockToleranceMs + 1), kNow);
  EXPECT_EQ(clock.next(kNow), stamp_of_ms(kNow));
  clock.see(stamp_of_ms(kNow + kClockToleranceMs), kNow);
  EXPECT_GT(clock.next(kNow), stamp_of_ms(kNow + kClockToleranceMs));
}

TEST(HybridClockTest, AnOlderStampChangesNothing) {
  HybridClock clock;
  const Stamp last = clock.next(kNow);
  clock.see(stamp_of_ms(kNow - 1), kNow);
  EXPECT_EQ(clock.last(), last);
}

TEST(HybridClockTest, StampsRiseThroughAnyJumps) {
  std::mt19937_64 random(7);
  HybridClock clock;
  Stamp last;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t wall = kNow + random() % 10'000'000 - 5'000'000;
    if (random() % 3 == 0) clock.see(stamp_of_ms(kNow + random() % 10'000'000), wall);
    const Stamp next = clock.next(wall);
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(EffectiveStampTest, WithinTheToleranceItIsTheEditsOwn) {
  EXPECT_EQ(effective_stamp(stamp_of_ms(kNow - 1), kNow, {}), stamp_of_ms(kNow - 1));
  EXPECT_EQ(effective_stamp(stamp_of_ms(kNow + kClockToleranceMs), kNow, {}), stamp_of_ms(kNow + kClockToleranceMs));
}

TEST(EffectiveStampTest, BeyondTheToleranceItIsTheHubsTime) {
  EXPECT_EQ(effective_stamp(stamp_of_ms(kNow + kClockToleranceMs + 1), kNow, {}), stamp_of_ms(kNow));
}

TEST(EffectiveStampTest, EditMadeOfflineLongAgoKeepsItsTime) {
  const std::uint64_t forty_days = 40ull * 24 * 3600 * 1000;
  EXPECT_EQ(effective_stamp(stamp_of_ms(kNow - forty_days), kNow, {}), stamp_of_ms(kNow - forty_days));
}

TEST(EffectiveStampTest, ItAlwaysExceedsWhatTheEditCovers) {
  const Stamp covered = stamp_of_ms(kNow + 1000);
  EXPECT_GT(effective_stamp(stamp_of_ms(kNow + 3'600'000), kNow, covered), covered);
  EXPECT_GT(effective_stamp(stamp_of_ms(kNow), kNow, covered), covered);
  EXPECT_GT(effective_stamp(covered, kNow, covered), covered);
  EXPECT_GT(effective_stamp(stamp_of_ms(0), kNow, covered), covered);
}

}  // namespace
}  // namespace minsync
