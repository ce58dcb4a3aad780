#include "hub/recovery/chain_check.h"

#include "hub/api/epoch.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

// Somebody with access to the file changes the journal behind the hub's back.
class ChainCheckTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    const Form& household = form("dibao_household");
    send(a_, {set(a_, household, "householder", std::string("A"))});
    for (int i = 0; i < 3; ++i) {
      send(a_, {set(a_, household, "worker", std::string("w"), stored(household).state.version)});
    }
  }
  void tamper(const std::string& sql) {
    auto database = Database::open((folder_ / "hub.db").string(), false);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->script(sql));
  }
  void expect_broken(const std::string& at_entry) {
    const auto report = check_chains(*store_);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, FaultKind::integrity);
    EXPECT_EQ(report.error().args.at(1), at_entry);
  }
};

TEST_F(ChainCheckTest, AJournalAsItWasWrittenIsSound) {
  const auto report = check_chains(*store_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->partitions, 1u);
  EXPECT_EQ(report->entries, 4u);
}

TEST_F(ChainCheckTest, AJournalThatBeganANewEpochIsSound) {
  write([&](HubStore& s) { return begin_next_epoch(s, 1, kNowMs); });
  send(a_,
       {set(a_, form("dibao_household"), "worker", std::string("w"), stored(form("dibao_household")).state.version)});
  const auto report = check_chains(*store_);
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_EQ(report->entries, 6u);
}

TEST_F(ChainCheckTest, AnAlteredEntryIsFound) {
  tamper("UPDATE journal SET at_ms = at_ms + 1 WHERE number = 2");
  expect_broken("2");
}

TEST_F(ChainCheckTest, AnAlteredBatchIsFound) {
  tamper("UPDATE journal SET batch = x'00' WHERE number = 3");
  expect_broken("3");
}

TEST_F(ChainCheckTest, AMissingEntryIsFound) {
  tamper("DELETE FROM journal WHERE number = 2");
  expect_broken("2");
}

TEST_F(ChainCheckTest, ACutEndIsFound) {
  tamper("DELETE FROM journal WHERE number = 4");
  expect_broken("4");
}

// The rest hangs together again, but not with what the partition remembers.
TEST_F(ChainCheckTest, ACutEndThatThePartitionCountsAlongIsFound) {
  tamper("DELETE FROM journal WHERE number = 4; UPDATE partition_head SET entries = 3");
  expect_broken("3");
}

TEST_F(ChainCheckTest, SwappedEntriesAreFound) {
  tamper(
      "UPDATE journal SET number = 9 WHERE number = 2; UPDATE journal SET number = 2 WHERE number = 3;"
      "UPDATE journal SET number = 3 WHERE number = 9");
  expect_broken("2");
}

TEST_F(ChainCheckTest, AnEntryTooManyIsFound) {
  tamper(
      "INSERT INTO journal SELECT partition, 5, first + 1, count, device, at_ms, batch, verdicts, hash FROM journal"
      " WHERE number = 4");
  expect_broken("4");
}

}  // namespace
}  // namespace minsync::review_test
