// What may be done with pages of changes that come late, again or out of order.
#include "client/store/page_place.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

constexpr PartitionId kCounty{7};
constexpr std::uint16_t kEpoch = 2;

Version at(std::uint64_t number) {
  return number == 0 ? Version{} : Version{(std::uint64_t{kEpoch} << kVersionEpochShift) + number};
}

Cursor cursor(std::uint64_t version, std::uint64_t whole) {
  return {kCounty, at(version), at(whole), {static_cast<std::uint8_t>(version)}};
}

PartitionChanges page(Cursor reached, bool complete = true) {
  PartitionChanges changes;
  changes.cursor = reached;
  changes.complete = complete;
  return changes;
}

TEST(PagePlaceTest, APageForExactlyWhatIsHereFollows) {
  EXPECT_EQ(PagePlace::follows, place_of(cursor(5, 5), cursor(5, 5), cursor(5, 5), page(cursor(9, 9)), kEpoch));
}

TEST(PagePlaceTest, APageThatEndsBeforeWhatIsHereIsKnown) {
  EXPECT_EQ(PagePlace::known, place_of(cursor(9, 9), cursor(5, 5), cursor(5, 5), page(cursor(8, 8)), kEpoch));
  EXPECT_EQ(cursor(9, 9), cursor_after(PagePlace::known, cursor(9, 9), page(cursor(8, 8))));
}

TEST(PagePlaceTest, APageThatBeginsWithinWhatIsHereReachesBeyondIt) {
  const auto overlapping = page(cursor(9, 9));
  EXPECT_EQ(PagePlace::reaches, place_of(cursor(6, 6), cursor(3, 3), cursor(3, 3), overlapping, kEpoch));
  EXPECT_EQ(cursor(9, 9), cursor_after(PagePlace::reaches, cursor(6, 6), overlapping));
}

TEST(PagePlaceTest, AnIncompletePageMovesTheCursorButNotWhatIsWhole) {
  const auto part = page(cursor(9, 3), false);
  EXPECT_EQ(PagePlace::reaches, place_of(cursor(6, 6), cursor(3, 3), cursor(3, 3), part, kEpoch));
  const auto after = cursor_after(PagePlace::reaches, cursor(6, 6), part);
  EXPECT_EQ(at(9), after.version);
  EXPECT_EQ(at(6), after.whole);
}

TEST(PagePlaceTest, LaterPagesConnectByTheFirstOnesBegin) {
  // After the first page of a bundle from 3 on, what is here is (7, 4): whole from before, told up to 7.
  EXPECT_EQ(PagePlace::reaches, place_of(cursor(7, 4), cursor(7, 3), cursor(3, 3), page(cursor(9, 9)), kEpoch));
}

TEST(PagePlaceTest, APageThatBeginsBeyondWhatIsWholeHereLeavesAGap) {
  EXPECT_EQ(PagePlace::gap, place_of(cursor(2, 2), cursor(5, 5), cursor(5, 5), page(cursor(9, 9)), kEpoch));
  // Told up to 7, but whole only up to 3: a record that changed at 4 and again at 10 is not here.
  EXPECT_EQ(PagePlace::gap, place_of(cursor(7, 3), cursor(5, 5), cursor(5, 5), page(cursor(9, 9)), kEpoch));
}

TEST(PagePlaceTest, NothingFollowsOnAnotherHistory) {
  const Cursor before{kCounty,
                      Version{(std::uint64_t{1} << kVersionEpochShift) + 100},
                      Version{(std::uint64_t{1} << kVersionEpochShift) + 100},
                      {}};
  EXPECT_EQ(PagePlace::gap, place_of(before, cursor(5, 5), cursor(5, 5), page(cursor(9, 9)), kEpoch));
  auto anew = page(cursor(9, 9));
  anew.anew = true;
  EXPECT_EQ(PagePlace::gap, place_of(before, cursor(5, 5), cursor(5, 5), anew, kEpoch));
}

TEST(PagePlaceTest, WhileEverythingIsToldAnewOnlyTheNextPageIsOfUse) {
  const Cursor begun{kCounty, at(4), kToldAnew, {}};
  EXPECT_EQ(PagePlace::gap, place_of(begun, cursor(0, 0), cursor(0, 0), page(cursor(9, 9)), kEpoch));
  EXPECT_EQ(PagePlace::follows, place_of(begun, begun, cursor(0, 0), page(cursor(9, 9)), kEpoch));
}

TEST(PagePlaceTest, EverythingFromTheBeginningReachesFromAnywhere) {
  EXPECT_EQ(PagePlace::reaches, place_of(cursor(0, 0), cursor(5, 5), cursor(0, 0), page(cursor(9, 9)), kEpoch));
  auto anew = page(cursor(9, 9));
  anew.anew = true;
  EXPECT_EQ(PagePlace::reaches, place_of(cursor(2, 2), cursor(5, 5), cursor(5, 5), anew, kEpoch));
}

}  // namespace
}  // namespace minsync
