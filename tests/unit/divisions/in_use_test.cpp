// Whose units are shown where several threads answer.
#include "shared/divisions/in_use.h"

#include <gtest/gtest.h>

#include <thread>

namespace minsync {
namespace {

TEST(DivisionsInUseTest, AThreadShowsItsOwnUntilItsScopeEndsAndOthersDoNot) {
  const auto others = Divisions::built_in().with({});
  const auto innermost = Divisions::built_in().with({});
  const auto* const before = &divisions_in_use();
  {
    const DivisionsHere here(others);
    EXPECT_EQ(&divisions_in_use(), &others);
    {
      const DivisionsHere inner(innermost);
      EXPECT_EQ(&divisions_in_use(), &innermost);
    }
    EXPECT_EQ(&divisions_in_use(), &others);
    const Divisions* seen = nullptr;
    std::thread([&] { seen = &divisions_in_use(); }).join();
    EXPECT_EQ(seen, before);
  }
  EXPECT_EQ(&divisions_in_use(), before);
}

}  // namespace
}  // namespace minsync
