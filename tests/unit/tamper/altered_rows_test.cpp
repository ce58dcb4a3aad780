// Somebody with SQL at an unsealed hub's database: 2,000 changes of journal, audit log and records, each is found.
#include <random>

#include "hub/audit/audit_log.h"
#include "hub/recovery/chain_check.h"
#include "hub/recovery/rebuild.h"
#include "shared/store/database.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

constexpr int kJournalEntries = 40, kAuditEntries = 40;
constexpr int kJournalChanges = 1000, kAuditChanges = 700, kRecordChanges = 300;

// Changes one bit of a column's bytes in one row, whatever the column's type.
std::string flipped_blob(const std::string& column, std::size_t at) {
  const auto before = "substr(" + column + ", 1, " + std::to_string(at) + ")";
  const auto byte = "substr(" + column + ", " + std::to_string(at + 1) + ", 1)";
  const auto after = "substr(" + column + ", " + std::to_string(at + 2) + ")";
  return "CAST(" + before + " || (CASE WHEN hex(" + byte + ") = '5A' THEN x'5B' ELSE x'5A' END) || " + after +
         " AS BLOB)";
}

class AlteredRowsTest : public HubTest {
 protected:
  AlteredRowsTest() : town_(device("330106002000", Role::township)) {}

  void SetUp() override {
    for (int i = 0; i < kJournalEntries; ++i) {
      const auto made = creation(town_, "户" + std::to_string(i));
      ingest(town_, {made});
    }
    ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& store) -> Status {
      for (int i = 0; i < kAuditEntries; ++i) {
        MINSYNC_TRY(audit(store, i, {AuditAction::code_made, "account a", "object " + std::to_string(i), {"a=b"}}));
      }
      return {};
    }));
    database_.emplace(std::move(*Database::open((folder_ / "hub.db").string(), false)));
    run("PRAGMA synchronous = OFF");
  }
  void run(const std::string& sql) {
    const auto done = database_->script(sql);
    ASSERT_TRUE(done) << sql << " " << done.error().args.at(0);
  }
  std::string below(int bound) { return std::to_string(static_cast<int>(dice_() % static_cast<unsigned>(bound))); }
  int from_1(int most) { return 1 + static_cast<int>(dice_() % static_cast<unsigned>(most)); }

  // Drops, edits, swaps or cuts rows of a numbered table.
  std::string change(const std::string& table, int rows, const std::vector<std::string>& numbers,
                     const std::vector<std::string>& blobs) {
    const int row = from_1(rows), other = 1 + row % rows;
    const auto at = " WHERE number = " + std::to_string(row);
    switch (dice_() % 5) {
      case 0:
        return "DELETE FROM " + table + at;
      case 1:
        return "UPDATE " + table + " SET number = 9999" + at + "; UPDATE " + table +
               " SET number = " + std::to_string(row) + " WHERE number = " + std::to_string(other) + "; UPDATE " +
               table + " SET number = " + std::to_string(other) + " WHERE number = 9999";
      case 2:
        return "DELETE FROM " + table + " WHERE number >= " + std::to_string(row);
      case 3: {
        const auto& column = numbers[dice_() % numbers.size()];
        return "UPDATE " + table + " SET " + column + " = " + column + " + " + std::to_string(1000 + from_1(9)) + at;
      }
      default: {
        const auto& column = blobs[dice_() % blobs.size()];
        return "UPDATE " + table + " SET " + column + " = " + flipped_blob(column, dice_() % 8) + at;
      }
    }
  }
  void keep(const std::string& table) { run("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table); }
  void put_back(const std::string& table) {
    run("BEGIN; DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM kept_" + table + "; COMMIT");
  }

  Device town_;
  std::optional<Database> database_;
  std::mt19937 dice_{20261130};
};

TEST_F(AlteredRowsTest, EveryChangeOfTheJournalIsFound) {
  keep("journal");
  for (int i = 0; i < kJournalChanges; ++i) {
    const auto sql =
        change("journal", kJournalEntries, {"first", "count", "at_ms"}, {"device", "batch", "verdicts", "hash"});
    run("BEGIN; " + sql + "; COMMIT");
    ASSERT_FALSE(check_chains(*store_)) << sql;
    put_back("journal");
  }
  EXPECT_TRUE(check_chains(*store_)) << "as it was it is sound";
}

// The end of the log has nothing behind it that would miss it: those who were told of it do, the offices.
TEST_F(AlteredRowsTest, EveryChangeOfTheAuditLogIsFound) {
  keep("audit");
  const auto told = *audit_head(*store_);
  for (int i = 0; i < kAuditChanges; ++i) {
    const auto sql = change("audit", kAuditEntries, {"at_ms", "action"}, {"actor", "object", "details", "hash"});
    run("BEGIN; " + sql + "; COMMIT");
    const auto check = check_audit(*store_);
    const auto entry = store_->audit_entry(told.number);
    ASSERT_TRUE(check && entry) << sql;
    const bool missed = !*entry || (*entry)->hash != told.hash;
    ASSERT_TRUE(check->first_bad != 0 || missed) << sql;
    put_back("audit");
  }
  EXPECT_EQ(told, check_audit(*store_)->head);
}

TEST_F(AlteredRowsTest, EveryChangeOfARecordIsFoundAgainstTheJournal) {
  const auto rebuilt = *scratch_hub_store(forms_);
  ASSERT_TRUE(replay_journal(*store_, *rebuilt, context_));
  const std::string table = "record_dibao_household";
  const auto column = "f" + std::to_string(field("householder").value);
  keep(table);
  for (int i = 0; i < kRecordChanges; ++i) {
    const auto row = " WHERE id = (SELECT id FROM " + table + " LIMIT 1 OFFSET " + below(kJournalEntries) + ")";
    const auto sql = dice_() % 3 == 0 ? "DELETE FROM " + table + row
                                      : "UPDATE " + table + " SET " + column + " = 'x" + below(1000) + "'" + row;
    run("BEGIN; " + sql + "; COMMIT");
    const auto found = differences(*store_, *rebuilt, forms_, 10);
    ASSERT_TRUE(found && !found->empty()) << sql;
    put_back(table);
  }
  EXPECT_TRUE(differences(*store_, *rebuilt, forms_, 10)->empty());
}

}  // namespace
}  // namespace minsync
