// 30,000 edits by eight offices, brought in a hundred orders with repeats, come to the same heads, shown values and
// open conflicts every time (MERGE.md, L1 and L2).
//
// Three million edits through the real hub take some ten minutes, so the hundred orders go through the merge alone, as
// the law of order says it: with versions, effective stamps and ranks as they were journaled once. The orders respect
// nothing but causality: an edit may come before those that it covers, and then waits for them. How the real hub takes
// the same edits in other orders is in real_hub_orders_test.cpp.
#include <gtest/gtest.h>

#include "tests/orders/delivery.h"
#include "tests/orders/every_policy.h"
#include "tests/orders/summary.h"

namespace minsync::orders {
namespace {

constexpr std::size_t kEdits = 30'000;
constexpr int kOrders = 100;
constexpr std::uint64_t kSeed = 1;

TEST(MergeOrdersTest, L1L2_ThirtyThousandEditsInAHundredOrdersWithRepeatsComeToTheSame) {
  const EveryPolicy policies;
  const History history = play_history(policies.form(), UnitId{7}, kSeed, kEdits,
                                       {.wrong_clocks = true, .free_transitions = true, .bare_creations = true});
  const Summary expected = summary_of(policies.form(), history.records);
  const Causality causality(history);
  for (int order = 0; order < kOrders && !testing::Test::HasFailure(); ++order) {
    SCOPED_TRACE(order);
    Dice dice(kSeed, "order", static_cast<std::uint64_t>(order));
    Deliveries deliveries(policies.form(), history, causality);
    for (const auto place : some_order(history, static_cast<Shape>(order % kShapes), dice)) deliveries.bring(place);
    const Summary found = summary_of(policies.form(), deliveries.records());
    EXPECT_EQ(expected.digest, found.digest) << difference(expected, found);
    EXPECT_EQ(expected.open_conflicts, found.open_conflicts);
    EXPECT_GT(deliveries.repeated, kEdits / 5);
    EXPECT_GT(deliveries.waited, 1000u) << "an order in which nothing waits shows little";
  }
}

}  // namespace
}  // namespace minsync::orders
