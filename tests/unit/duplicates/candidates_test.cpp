#include <fstream>
#include <set>

#include "tests/unit/duplicates/pair_fixture.h"

namespace minsync::duplicates_test {
namespace {

using CandidatesTest = PairTest;

TEST_F(CandidatesTest, APersonEnteredInTwoCountiesIsFound) {
  enter_twice();
  const auto found = candidates();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].a.state.id, kept());
  EXPECT_EQ(found[0].b.state.id, merged());
  EXPECT_EQ(found[0].alike.strength, MatchStrength::strong);
}

TEST_F(CandidatesTest, FiltersByFormUnitStrengthAndHowFarApart) {
  enter_twice();
  const auto count = [&](CandidatesWanted wanted) { return candidates(std::move(wanted)).size(); };
  EXPECT_EQ(count({"dibao_household"}), 1u);
  EXPECT_EQ(count({"dibao_member"}), 0u);
  EXPECT_EQ(count({"", far_county_}), 1u);
  EXPECT_EQ(count({"", county_}), 1u);
  EXPECT_EQ(count({"", Divisions::built_in().get_code("330109").value()}), 0u);
  EXPECT_EQ(count({"", {}, MatchStrength::weak}), 0u);
  EXPECT_EQ(count({"", {}, {}, Apart::counties}), 1u);
}

TEST_F(CandidatesTest, PairsOfOneTownshipAreNotApart) {
  arrive(a_, {create(a_, household(), kept(), {{"id_number", text("330106195203071236")}}),
              create(a_, household(), merged(), {{"id_number", text("330106195203071236")}})});
  EXPECT_EQ(candidates().size(), 1u);
  EXPECT_EQ(candidates({"", {}, {}, Apart::townships}).size(), 0u);
}

// The index follows the journal: what changed is looked at again, whoever changed it.
TEST_F(CandidatesTest, ACorrectedNumberEndsThePair) {
  enter_twice();
  ASSERT_EQ(candidates().size(), 1u);
  const auto seen = record(merged()).state.version;
  arrive(far_, {change(far_, household(), merged(), "id_number", text("330122196203071234"), seen,
                       {text("330106195203071236")}),
                change(far_, household(), merged(), "householder", text("李四"), seen)});
  EXPECT_TRUE(candidates().empty());
}

TEST_F(CandidatesTest, PagesGoOnWhereTheyEnded) {
  enter_twice();
  arrive(a_, {create(a_, household(), RecordId{uuid(102)}, {{"id_number", text("330106195203071236")}})});
  auto index = followed();
  CandidatesWanted wanted;
  wanted.limit = 1;
  std::set<std::pair<RecordId, RecordId>> pairs;
  for (int page = 0; page < 10; ++page) {
    const auto read = read_candidates(*store_, index, forms_, Divisions::built_in(), wanted).value();
    for (const auto& one : read.candidates) pairs.emplace(one.a.state.id, one.b.state.id);
    if (read.next.empty()) break;
    wanted.after = read.next;
  }
  EXPECT_EQ(pairs.size(), 3u);
}

TEST_F(CandidatesTest, AWrongCursorIsBadInput) {
  auto index = followed();
  CandidatesWanted wanted;
  for (const char* cursor : {"x", "0:", "9:aaaa:bbbb", "0:zz"}) {
    wanted.after = cursor;
    const auto read = read_candidates(*store_, index, forms_, Divisions::built_in(), wanted);
    ASSERT_FALSE(read) << cursor;
    EXPECT_EQ(read.error().id, "hub.bad_cursor");
  }
}

TEST_F(CandidatesTest, ADismissedPairStaysAwayUntilWhatAgreesChanges) {
  enter_twice();
  ASSERT_TRUE(dismiss(true));
  EXPECT_TRUE(candidates().empty());
  CandidatesWanted dismissed;
  dismissed.dismissed = true;
  ASSERT_EQ(candidates(dismissed).size(), 1u);
  EXPECT_EQ(candidates(dismissed)[0].decision->reason, "同名不同人");
  // Something that nobody compares.
  arrive(far_, {change(far_, household(), merged(), "phone", text("13900000000"), record(merged()).state.version)});
  EXPECT_TRUE(candidates().empty());
  // Now the addresses agree, too.
  arrive(far_, {change(far_, household(), merged(), "address", text("西湖路一号"), record(merged()).state.version)});
  EXPECT_EQ(candidates().size(), 1u);
}

TEST_F(CandidatesTest, ADismissalCanBeTakenBack) {
  enter_twice();
  ASSERT_TRUE(dismiss(true));
  ASSERT_TRUE(dismiss(false));
  EXPECT_EQ(candidates().size(), 1u);
}

TEST_F(CandidatesTest, WhatAgreesInNothingCannotBeDismissed) {
  arrive(a_, {create(a_, household(), kept(), {{"householder", text("张三")}})});
  arrive(far_, {create(far_, household(), merged(), {{"householder", text("李四")}})});
  const auto status = dismiss(true);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "duplicates.nothing_alike");
}

// As of a hub that was put back from a backup: its journal has another chain from somewhere on.
TEST_F(CandidatesTest, TheIndexIsMadeAnewForAnotherHistory) {
  enter_twice();
  ASSERT_EQ(candidates().size(), 1u);
  store_.reset();
  for (const char* name : {"hub.db", "hub.db-wal", "hub.db-shm"}) std::filesystem::remove(folder_ / name);
  ASSERT_TRUE(create_hub_store(folder_.string(), forms_));
  store_ = open_hub_store(folder_.string(), forms_).value();
  write([&](HubStore& s) { return s.add_device(a_.device); });
  arrive(a_, {create(a_, household(), kept(), {{"id_number", text("330106195203071236")}})});
  EXPECT_TRUE(candidates().empty());
}

TEST_F(CandidatesTest, ADamagedIndexIsThrownAway) {
  enter_twice();
  ASSERT_EQ(candidates().size(), 1u);
  std::ofstream(folder_ / "duplicates.db", std::ios::trunc) << std::string(8192, 'x');
  EXPECT_EQ(candidates().size(), 1u);
}

TEST_F(CandidatesTest, NothingInTheIndexTellsAValue) {
  enter_twice();
  static_cast<void>(candidates());
  std::string bytes;
  for (const char* name : {"duplicates.db", "duplicates.db-wal"}) {
    std::ifstream file(folder_ / name, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  ASSERT_FALSE(bytes.empty());
  for (const char* value : {"330106195203071236", "张三", "西湖路"}) {
    EXPECT_EQ(bytes.find(value), std::string::npos) << value;
  }
}

}  // namespace
}  // namespace minsync::duplicates_test
