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
  const Base base{Version{10}, {{Sequence{3}, Sequence{5}}, {Sequence{8}, Sequence{8}}}};
  for (const std::uint64_t sequence : {3u, 4u, 5u, 8u}) {
    EXPECT_TRUE(covers(base, kAuthor, merged(edit_id(1, sequence), 90))) << sequence;
  }
  for (const std::uint64_t sequence : {2u, 6u, 7u, 9u}) {
    EXPECT_FALSE(covers(base, kAuthor, merged(edit_id(1, sequence), 90))) << sequence;
  }
}

TEST(CoversTest, TheSameSequencesOfOthersAreNotMeant) {
  const Base base{Version{10}, {{Sequence{1}, Sequence{9}}}};
  EXPECT_FALSE(covers(base, kAuthor, merged(edit_id(2, 3), 90)));
  EditId former = edit_id(1, 3);
  former.incarnation = Incarnation{2};
  EXPECT_FALSE(covers(base, kAuthor, merged(former, 90)));
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
