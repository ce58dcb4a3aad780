#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

const EditId kAuthor = edit_id(1, 50);

Origin merged(const EditId& edit, std::uint64_t version) {
  return Origin{edit, Version{version}, {}, 0};
}

TEST(CoversTest, EverythingUpToTheHubVersion) {
  const Base base{Version{10}, {}};
  EXPECT_TRUE(covers(base, kAuthor, merged(edit_id(2, 1), 9)));
  EXPECT_TRUE(covers(base, kAuthor, merged(edit_id(2, 1), 10)));
  EXPECT_FALSE(covers(base, kAuthor, merged(edit_id(2, 1), 11)));
}

TEST(CoversTest, OwnEditsThatAreNamedWhateverTheirVersion) {
  const Base base{Version{10},
                  {{Incarnation{1}, Sequence{3}, Sequence{5}}, {Incarnation{1}, Sequence{8}, Sequence{8}}}};
  for (const std::uint64_t sequence : {3u, 4u, 5u, 8u}) {
    EXPECT_TRUE(covers(base, kAuthor, merged(edit_id(1, sequence), 90))) << sequence;
  }
  for (const std::uint64_t sequence : {2u, 6u, 7u, 9u}) {
    EXPECT_FALSE(covers(base, kAuthor, merged(edit_id(1, sequence), 90))) << sequence;
  }
}

TEST(CoversTest, TheSameSequencesOfOthersAreNotMeant) {
  const Base base{Version{10}, {{Incarnation{1}, Sequence{1}, Sequence{9}}}};
  EXPECT_FALSE(covers(base, kAuthor, merged(edit_id(2, 3), 90)));
  EditId former = edit_id(1, 3);
  former.incarnation = Incarnation{2};
  EXPECT_FALSE(covers(base, kAuthor, merged(former, 90)));
}

TEST(CoversTest, OwnEditsOfAnEarlierIncarnationThatAreNamed) {
  const Base base{Version{10}, {{Incarnation{2}, Sequence{3}, Sequence{3}}}};
  EditId earlier = edit_id(1, 3);
  EXPECT_FALSE(covers(base, kAuthor, merged(earlier, 90)));
  earlier.incarnation = Incarnation{2};
  EXPECT_TRUE(covers(base, kAuthor, merged(earlier, 90)));
}

Version in_epoch(std::uint64_t epoch, std::uint64_t change) {
  return Version{epoch << kVersionEpochShift | change};
}

TEST(CoversTest, WhatTheHubLostAndWasSentAgainByItsFormerVersion) {
  const Base base{in_epoch(1, 100), {}};
  Origin origin = merged(edit_id(2, 1), 0);
  origin.version = in_epoch(2, 7);
  EXPECT_FALSE(covers(base, kAuthor, origin));
  origin.former = in_epoch(1, 100);
  EXPECT_TRUE(covers(base, kAuthor, origin));
  origin.former = in_epoch(1, 101);
  EXPECT_FALSE(covers(base, kAuthor, origin));
}

TEST(CoversTest, ABaseOfALaterEpochCoversAllThatStoodBefore) {
  EXPECT_TRUE(covers(Base{in_epoch(2, 1), {}}, kAuthor, merged(edit_id(2, 1), in_epoch(1, 999).value)));
}

TEST(CoversTest, NothingWhereNothingWasSeen) {
  EXPECT_FALSE(covers(Base{}, kAuthor, merged(edit_id(2, 1), 1)));
}

TEST(CoversTest, PendingEditsAreAboveEveryHubVersion) {
  const Base base{Version{~std::uint64_t{0} - 1}, {}};
  EXPECT_FALSE(covers(base, kAuthor, Origin{edit_id(1, 3), kPendingVersion, {}, 0}));
}

}  // namespace
}  // namespace minsync
