// New records that are taken in runs (new_records.h): what stands between them, and what they stand beside.
#include "shared/crypto/edit_digest.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

class NewRecordsTest : public HubTest {
 protected:
  std::vector<Edit> creations(std::size_t count) {
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < count; ++i) edits.push_back(creation(town_, "张三"));
    return edits;
  }
  std::vector<Verdict> verdicts() {
    const auto partition = *store_->partition(partition_);
    return *decode_verdicts(store_->entry(partition_, partition.entries)->value().verdicts);
  }

  Device town_ = device("330106002", Role::township);
  Device other_town_ = device("330106004", Role::township);
};

TEST_F(NewRecordsTest, EachHasItsVersionFeedEntryAndVerdict) {
  const auto edits = creations(5);
  const auto report = ingest(town_, edits);
  EXPECT_EQ(5u, report.merged);
  ASSERT_EQ(1u, report.received.size());
  EXPECT_NE(0u, report.received[0].tag);
  const auto feed = *store_->feed(partition_, town_.unit, Version{}, 10);
  ASSERT_EQ(5u, feed.size());
  for (std::size_t i = 0; i < 5; ++i) {
    const Version version{report.received[0].version.value + i};
    EXPECT_EQ(version, record(edits[i].record).state.version);
    EXPECT_EQ(version, record(edits[i].record).state.birth);
    EXPECT_EQ(version, feed[i].version);
    EXPECT_EQ(edits[i].record, feed[i].record);
    EXPECT_EQ(town_.id, feed[i].author);
    EXPECT_TRUE(verdicts()[i].clean);
    EXPECT_EQ(edits[i].stamp, verdicts()[i].stamp);
    EXPECT_FALSE(receipt(edits[i]));
  }
}

TEST_F(NewRecordsTest, WhatIsRefusedBetweenThemTakesOnlyItsOwnVersion) {
  auto edits = creations(5);
  edits[1].unit = other_town_.unit;
  edits[3].changes[0].values = {FieldValue(std::int64_t{1})};  // a name that is a number
  const auto report = ingest(town_, edits);
  EXPECT_EQ(3u, report.merged);
  EXPECT_EQ(2u, report.refused);
  EXPECT_EQ("hub.unit_out_of_scope", receipt(edits[1])->reason);
  EXPECT_EQ("forms.value_kind", receipt(edits[3])->reason);
  const auto first = record(edits[0].record).state.version.value;
  EXPECT_EQ(first + 2, record(edits[2].record).state.version.value);
  EXPECT_EQ(first + 4, record(edits[4].record).state.version.value);
}

TEST_F(NewRecordsTest, AChangeOfTheSameBatchFindsTheRecordAndWhatItStandsOn) {
  auto edits = creations(3);
  edits.push_back(
      change(town_, edits[1].record, "phone", FieldValue(std::string("13800000000")), on_own({}, edits[1])));
  EXPECT_EQ(4u, ingest(town_, edits).merged);
  EXPECT_EQ(FieldValue(std::string("13800000000")), record(edits[1].record).shown.at(field("phone")));
}

TEST_F(NewRecordsTest, ARecordThatTwoCreationsNameIsMergedFromBoth) {
  auto edits = creations(3);
  edits[2].record = edits[0].record;
  edits[2].changes[0].values = {FieldValue(std::string("李四"))};
  EXPECT_EQ(3u, ingest(town_, edits).merged);
  EXPECT_EQ(2u, record(edits[0].record).state.group(group("householder"))->heads.size());
}

TEST_F(NewRecordsTest, TheSameEditsAgainAreDuplicatesAlsoAmongOthers) {
  auto edits = creations(4);
  ingest(town_, {edits[0], edits[1]});
  ingest(town_, {edits[3]});
  const auto report = ingest(town_, edits);
  EXPECT_EQ(3u, report.duplicate);
  EXPECT_EQ(1u, report.merged);
  EXPECT_EQ(4, *store_->records().count(form()));
}

TEST_F(NewRecordsTest, ANumberGivenTwiceIsAForkAlsoInARun) {
  const auto edits = creations(2);
  ingest(town_, edits);
  auto other = edits[1];
  other.record = RecordId{Uuid::version7(3, random_bytes<10>())};
  EXPECT_TRUE(ingest(town_, {other}).forked);
}

TEST_F(NewRecordsTest, AStateThatIsNotTheFirstIsJudged) {
  auto edits = creations(2);
  edits[1].changes[1].values = {FieldValue(std::string("checking"))};
  const auto report = ingest(town_, edits);
  EXPECT_EQ(1u, report.merged);
  EXPECT_EQ("hub.transition_unknown", receipt(edits[1])->reason);
}

TEST_F(NewRecordsTest, AClockThatRunsAheadIsCappedAndTold) {
  auto edits = creations(2);
  edits[1].stamp = Stamp{edits[1].stamp.value * 2};
  EXPECT_EQ(2u, ingest(town_, edits).merged);
  ASSERT_TRUE(receipt(edits[1]));
  EXPECT_GT(edits[1].stamp, record(edits[1].record).state.groups[0].heads[0].origin.stamp);
}

}  // namespace
}  // namespace minsync
