// A log that somebody changed behind the hub's back is not whole any more.
#include "hub/audit/audit_log.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shared/crypto/crypto.h"
#include "shared/store/database.h"

namespace minsync {
namespace {

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() : folder_(std::filesystem::temp_directory_path() / ("audit-" + hex(random_bytes<8>()))) {
    std::filesystem::create_directories(folder_);
    EXPECT_TRUE(create_hub_store(folder_.string(), forms_));
    store_ = std::move(*open_hub_store(folder_.string(), forms_));
    for (int i = 1; i <= 5; ++i) write("object " + std::to_string(i));
  }
  ~AuditLogTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& object) {
    ASSERT_TRUE(store_->begin_write());
    ASSERT_TRUE(audit(*store_, 1'000, {AuditAction::code_made, "account a", object, {"role=county", "名称"}}));
    ASSERT_TRUE(store_->commit());
  }
  void tamper(const std::string& sql) {
    auto database = Database::open((folder_ / "hub.db").string(), false);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->script(sql));
  }
  std::uint64_t first_bad() { return check_audit(*store_)->first_bad; }

  std::filesystem::path folder_;
  FormCatalogue forms_ = *FormCatalogue::load();
  std::unique_ptr<HubStore> store_;
};

TEST_F(AuditLogTest, EntriesStandInOrderWithWhatWasSaid) {
  const auto check = check_audit(*store_);
  ASSERT_TRUE(check);
  EXPECT_EQ(0u, check->first_bad);
  EXPECT_EQ(5u, check->head.number);
  EXPECT_EQ(*audit_head(*store_), check->head);
  const auto third = store_->audit_entry(3);
  EXPECT_EQ("object 3", (*third)->event.object);
  EXPECT_EQ((std::vector<std::string>{"role=county", "名称"}), (*third)->event.details);
  EXPECT_EQ("code_made", action_name((*third)->event.action));
}

TEST_F(AuditLogTest, TheFirstBadEntryIsNamed) {
  tamper("UPDATE audit SET object = 'other' WHERE number = 3");
  EXPECT_EQ(3u, first_bad());
}

TEST_F(AuditLogTest, AnEntryThatIsGoneIsNamed) {
  tamper("DELETE FROM audit WHERE number = 2");
  EXPECT_EQ(2u, first_bad());
}

TEST_F(AuditLogTest, EveryColumnCounts) {
  for (const char* change :
       {"at_ms = 5", "action = 3", "actor = 'b'", "object = ''", "details = x'00'", "hash = x'00'"}) {
    const std::string keep = "CREATE TABLE kept AS SELECT * FROM audit";
    tamper(keep + "; UPDATE audit SET " + change + " WHERE number = 4");
    EXPECT_EQ(4u, first_bad()) << change;
    tamper("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(0u, first_bad()) << change;
  }
}

TEST_F(AuditLogTest, TwoEntriesThatChangedPlacesAreFound) {
  tamper(
      "UPDATE audit SET number = 10 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3;"
      "UPDATE audit SET number = 3 WHERE number = 10");
  EXPECT_EQ(2u, first_bad());
}

TEST_F(AuditLogTest, ARewrittenLogIsWholeButHasAnotherHash) {
  const auto before = *audit_head(*store_);
  tamper("DELETE FROM audit");
  for (int i = 1; i <= 5; ++i) write("rewritten " + std::to_string(i));
  EXPECT_EQ(0u, first_bad());
  EXPECT_NE(before, *audit_head(*store_));
}

TEST_F(AuditLogTest, WhatIsRolledBackIsNotInTheLog) {
  ASSERT_TRUE(store_->begin_write());
  ASSERT_TRUE(audit(*store_, 1'000, {AuditAction::code_made, "account a", "undone", {}}));
  store_->rollback();
  EXPECT_EQ(5u, audit_head(*store_)->number);
}

TEST_F(AuditLogTest, LongTextsAreCutBetweenCharacters) {
  std::string longest;
  while (longest.size() < 2000) longest += "字";
  write(longest);
  const auto entry = store_->audit_entry(6);
  EXPECT_EQ(999u, (*entry)->event.object.size());
  EXPECT_EQ(0u, first_bad());
}

}  // namespace
}  // namespace minsync
