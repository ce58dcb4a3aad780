#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

class MergeExtremesTest : public testing::TestWithParam<MergePolicy> {
 protected:
  // The test's numbers are written for `max`; for `min` they change sign.
  FieldValue value(std::int64_t n) const { return number(GetParam() == MergePolicy::max ? n : -n); }

  Hub hub{{rule(GetParam())}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};
};

TEST_P(MergeExtremesTest, ExtremeOfConcurrentValuesIsShownWithoutConflict) {
  const Edit high = liangzhu.write(value(30)), low = sandun.write(value(20));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), value(30));
  EXPECT_EQ(hub.outcome(low), Outcome::applied);
  EXPECT_TRUE(hub.conflict().empty());
  EXPECT_EQ(hub.heads(), (std::vector{high.id, low.id}));
}

TEST_P(MergeExtremesTest, ArrivalOrderDoesNotMatter) {
  liangzhu.write(value(30));
  sandun.write(value(20));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), value(30));
}

TEST_P(MergeExtremesTest, CorrectionThatSawTheExtremeReplacesIt) {
  liangzhu.write(value(300));
  liangzhu.sync();
  const Edit corrected = liangzhu.write(value(30));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), value(30));
  EXPECT_EQ(hub.heads(), std::vector{corrected.id});
}

TEST_P(MergeExtremesTest, CorrectionOfTheExtremeLetsTheNextShow) {
  liangzhu.write(value(300));
  sandun.write(value(25));
  sandun.send();
  liangzhu.write(value(20));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), value(25));
}

TEST_P(MergeExtremesTest, ClearedValueCountsForNothingBesideANumber) {
  county.write(value(5));
  county.sync();
  liangzhu.receive();
  sandun.receive();
  liangzhu.write(FieldValue(Null{}));
  sandun.write(value(-7));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), FieldValue(Null{}));
  sandun.send();
  EXPECT_EQ(hub.shown(), value(-7));
}

INSTANTIATE_TEST_SUITE_P(MaxAndMin, MergeExtremesTest, testing::Values(MergePolicy::max, MergePolicy::min),
                         [](const auto& test) { return test.param == MergePolicy::max ? "max" : "min"; });

}  // namespace
}  // namespace minsync
