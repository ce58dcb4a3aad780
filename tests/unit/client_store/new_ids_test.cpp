#include "client/store/new_ids.h"

#include <gtest/gtest.h>

#include <set>

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'780'000'000'000;

TEST(NewIdsTest, EachIsAboveTheOneBeforeAndBearsVersionVariantAndTime) {
  NewIds ids(kNow);
  Uuid last;
  for (int i = 0; i < 10'000; ++i) {
    const Uuid id = ids.next().value;
    EXPECT_LT(last, id);
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
    std::uint64_t ms = 0;
    for (std::size_t at = 0; at < 6; ++at) ms = ms << 8 | id.bytes[at];
    EXPECT_EQ(ms, kNow);
    last = id;
  }
}

TEST(NewIdsTest, TwoOfficesThatBeginInTheSameMomentMeetNowhere) {
  NewIds here(kNow), there(kNow);
  std::set<Uuid> seen;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_TRUE(seen.insert(here.next().value).second);
    EXPECT_TRUE(seen.insert(there.next().value).second);
  }
}

// Whoever sees one id cannot tell the next.
TEST(NewIdsTest, StepsDiffer) {
  NewIds ids(kNow);
  std::set<std::uint64_t> steps;
  std::uint64_t last = 0;
  for (int i = 0; i < 100; ++i) {
    std::uint64_t tail = 0;
    const Uuid id = ids.next().value;
    for (std::size_t at = 8; at < 16; ++at) tail = tail << 8 | id.bytes[at];
    if (i > 0) steps.insert(tail - last);
    last = tail;
  }
  EXPECT_GT(steps.size(), 95U);
}

}  // namespace
}  // namespace minsync
