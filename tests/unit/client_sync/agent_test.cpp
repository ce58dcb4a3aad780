// Offices and a hub over a line that breaks: what was entered arrives, once, and all replicas agree.
#include <random>

#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kCounty = "330106000000";
constexpr const char* kTownA = "330106002000";
constexpr const char* kTownB = "330106004000";

class AgentTest : public OfficeTest {
 protected:
  FieldValues household(const std::string& name) const {
    return {{field("householder"), FieldValue(name)}, {field("aid_items_given"), FieldValue(std::int64_t{1})}};
  }
};

TEST_F(AgentTest, NothingToDoIsOneRound) {
  Office& town = office(kTownA, Role::township);
  ASSERT_TRUE(town.sync());
  const auto report = town.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(1u, report->round_trips);
  EXPECT_TRUE(report->complete);
}

TEST_F(AgentTest, ManyRecordsGoInSeveralBatchesAndComeInSeveralPages) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  for (int i = 0; i < 1200; ++i) town.create(household("户主" + std::to_string(i)));
  const auto sent = town.sync();
  ASSERT_TRUE(sent);
  EXPECT_EQ(1200u, sent->pushed);
  EXPECT_GT(sent->round_trips, 3u);
  EXPECT_EQ(1u, sent->counts.pulled) << "own records came back, besides the county's key";
  const auto got = county.sync();
  ASSERT_TRUE(got);
  EXPECT_EQ(1201u, got->counts.pulled);
  EXPECT_GT(got->round_trips, 1u);
  EXPECT_EQ(town.digest(), county.digest());
  EXPECT_EQ(town.digest(), hub_digest(kTownA));
}

// Its place in the feed is behind the first page, its older fields are before it.
TEST_F(AgentTest, RecordChangedLateComesWholeOnTheLastPage) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const RecordId first = town.create(household("第一户"));
  for (int i = 0; i < 800; ++i) town.create(household("户主" + std::to_string(i)));
  ASSERT_TRUE(town.sync());
  town.edit(first, {{field("worker"), FieldValue(std::string("后来"))}});
  ASSERT_TRUE(town.sync());
  const auto got = county.sync();
  ASSERT_TRUE(got);
  ASSERT_GT(got->round_trips, 1u) << "one page only: the test shows nothing";
  EXPECT_EQ(FieldValue(std::string("第一户")), county.shown(first).at(field("householder")));
  EXPECT_EQ(town.digest(), county.digest());
}

TEST_F(AgentTest, ComparingFetchesOnlyWhatDiffers) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  for (int i = 0; i < 500; ++i) town.create(household("户主" + std::to_string(i)));
  ASSERT_TRUE(town.sync());
  const auto first = county.sync();
  ASSERT_TRUE(first);
  const auto damaged = county.records()[250];
  ASSERT_TRUE(county.store().database().run("UPDATE record_dibao_household SET f1 = '错' WHERE id = ?", damaged));
  ASSERT_NE(town.digest(), county.digest());
  const auto ask = [&] {
    auto transaction = *Transaction::begin(county.store().database());
    ASSERT_TRUE(ask_anew(county.store()));
    ASSERT_TRUE(transaction.commit());
  };
  ask();
  const auto again = county.sync();
  ASSERT_TRUE(again);
  EXPECT_EQ(town.digest(), county.digest());
  EXPECT_EQ(kBlockRecords, again->counts.pulled);
  EXPECT_LT(again->bytes_received, first->bytes_received / 3);
  ask();
  EXPECT_EQ(0u, county.sync()->counts.pulled);
  EXPECT_EQ(500u, county.records().size());
}

TEST_F(AgentTest, L2_LostAnswerIsNoSecondEdit) {
  Office& town = office(kTownA, Role::township);
  const RecordId record = town.create(household("一"));
  EXPECT_FALSE(town.sync([] { return Fate::answer_lost; }));
  EXPECT_EQ(1, town.waiting_to_send());
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(FieldValue(std::int64_t{1}), town.shown(record).at(field("aid_items_given")));
  EXPECT_EQ(town.digest(), hub_digest(kTownA));
}

TEST_F(AgentTest, L5_ForeignChangeBehindAnOwnEchoIsNotSwallowed) {
  Office& town = office(kTownA, Role::township);
  Office& county = office(kCounty, Role::county);
  const RecordId record = town.create(household("一"));
  ASSERT_TRUE(town.sync());
  ASSERT_TRUE(county.sync());
  county.edit(record, {{field("worker"), FieldValue(std::string("县"))}});
  ASSERT_TRUE(county.sync());
  town.edit(record, {{field("address"), FieldValue(std::string("镇"))}});
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(FieldValue(std::string("县")), town.shown(record).at(field("worker")));
  ASSERT_TRUE(county.sync());
  EXPECT_EQ(town.digest(), county.digest());
}

TEST_F(AgentTest, TownshipSeesNothingOfItsNeighbour) {
  Office& a = office(kTownA, Role::township);
  Office& b = office(kTownB, Role::township);
  const RecordId record = a.create(household("一"));
  ASSERT_TRUE(a.sync());
  ASSERT_TRUE(b.sync());
  EXPECT_FALSE(b.has(record));
}

// Random work of three offices over a line that loses a third of all requests and answers. A model of the sums tells
// whether an edit was lost or doubled; digests tell whether the replicas agree.
class RandomLine : public AgentTest, public ::testing::WithParamInterface<unsigned> {};

TEST_P(RandomLine, NothingIsLostOrDoubledAndReplicasAgree) {
  std::mt19937 chance(GetParam());
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(chance() % n); };
  std::vector<Office*> offices{&office(kTownA, Role::township), &office(kTownA, Role::township),
                               &office(kCounty, Role::county)};
  const auto fate = [&] {
    return pick(3) != 0 ? Fate::arrives : pick(2) == 0 ? Fate::request_lost : Fate::answer_lost;
  };
  std::map<RecordId, std::int64_t> expected;  // of aid_items_given
  const std::vector<std::string> words{"一", "二", "三"};
  for (int step = 0; step < 250; ++step) {
    Office& office = *offices[pick(offices.size())];
    const auto records = office.records();
    const auto choice = pick(10);
    if (choice == 0 || records.empty()) {
      // Only townships create here: what belongs to the county itself is not theirs to see.
      expected[offices[pick(2)]->create(household("户" + std::to_string(step)))] = 1;
    } else if (choice < 6) {
      const RecordId record = records[pick(records.size())];
      const auto shown = office.shown(record);
      const auto total = std::get<std::int64_t>(shown.at(field("aid_items_given")));
      FieldValues values{{field("survey_opinion"), FieldValue(words[pick(3)])},
                         {field("worker"), FieldValue(words[pick(3)])},
                         {field("category"), FieldValue(std::string(1, static_cast<char>('A' + pick(3))))},
                         {field("cause"), FieldValue(pick(2) == 0 ? Options{"illness"} : Options{"other", "study"})}};
      if (pick(2) == 0) {
        values[field("aid_items_given")] = FieldValue(total + 1);
        ++expected[record];
      }
      office.edit(record, values);
    } else {
      static_cast<void>(office.sync(fate));
    }
  }
  for (int round = 0; round < 3; ++round) {
    for (auto* office : offices) ASSERT_TRUE(office->sync());
  }
  for (auto* office : offices) {
    EXPECT_EQ(0, office->waiting_to_send());
    EXPECT_EQ(hub_digest(kTownA), office->digest());
    for (const auto& [record, total] : expected) {
      EXPECT_EQ(FieldValue(total), office->shown(record).at(field("aid_items_given")));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLine, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace minsync
