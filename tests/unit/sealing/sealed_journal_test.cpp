#include <filesystem>

#include "shared/crypto/crypto.h"
#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

constexpr const char* kJournal = "sealed.db-journal";

class JournalSealTest : public SealedDatabaseTest {
 protected:
  JournalSealTest() { open()->fill(); }
  // The disk in the middle of a commit: some of the new pages are in the database, the old ones in the journal.
  void stop_in_commit() {
    const auto before = disk_.snapshot();
    std::uint64_t operations = disk_.operations(), at = 0;
    int writes = 0;
    disk_.on_event([&](const DiskEvent& event) {
      if (event.call == DiskCall::write && event.file == kFile && ++writes == 5) at = event.operation - operations;
    });
    open()->run(kWork);
    disk_.on_event({});
    disk_.restore(before);
    disk_.stop_at(disk_.operations() + at);
    open()->run(kWork);
    disk_.crash(CrashMode::clean, 1);
    ASSERT_TRUE(disk_.content(kJournal));
  }
  static constexpr const char* kWork = "PRAGMA cache_spill=OFF; UPDATE t SET word = 'new', long = long || 'new'";
  std::string news() { return open()->text("SELECT count(*) FROM t WHERE word = 'new'"); }
};

TEST_F(JournalSealTest, IsSealedAndRollsBack) {
  stop_in_commit();
  expect_nothing_plain();
  EXPECT_EQ("0", news());
  EXPECT_EQ("ok", open()->text("PRAGMA integrity_check"));
}

TEST_F(JournalSealTest, ADamagedJournalNeverMakesAMixture) {
  stop_in_commit();
  const auto killed = disk_.snapshot();
  const auto& journal = killed.at(kJournal);
  int refused = 0;
  for (std::size_t byte = 4096; byte < journal.size(); byte += 6007) {
    if ((byte - 4096) % 8192 >= 4130) continue;  // filling
    auto damaged = killed;
    damaged[kJournal][byte] = static_cast<char>(damaged[kJournal][byte] ^ 4);
    disk_.restore(damaged);
    const auto said = news();
    // Its first block says that there is a journal at all.
    const bool first = byte < 4096 + 8192;
    refused += said == "error " + std::to_string(SQLITE_IOERR_DATA) ? 1 : 0;
    EXPECT_TRUE(said.starts_with("error ") || first) << byte << ": " << said;
  }
  EXPECT_GT(refused, 10);
}

TEST_F(JournalSealTest, WritesLargerThanTheCache) {
  ASSERT_EQ(SQLITE_OK, open()->run("PRAGMA cache_size=10; BEGIN; UPDATE t SET word = 'gone';"
                                   "SAVEPOINT s; UPDATE t SET long = 'gone'; ROLLBACK TO s; DELETE FROM t WHERE id > 9;"
                                   "ROLLBACK"));
  auto connection = open();
  EXPECT_EQ("ok", connection->text("PRAGMA integrity_check"));
  EXPECT_EQ("1625400 300 " + kPlanted + "99", connection->sum());
}

// There a header takes 512 bytes, and its block holds a part of the first record.
TEST_F(JournalSealTest, RollsBackOnARealDisk) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("minsync-journal-" + hex(random_bytes<8>()));
  fs::create_directories(folder / "copy");
  for (const bool spill : {false, true}) {
    const auto file = (folder / "a.db").string(), copy = (folder / "copy" / "a.db").string();
    {
      Connection connection(file, opening_);
      if (!fs::exists(file + "-journal") && connection.text("SELECT count(*) FROM t") != "300") connection.fill();
      ASSERT_EQ(SQLITE_OK, connection.run(spill ? "PRAGMA cache_size=10" : "PRAGMA cache_spill=OFF"));
      ASSERT_EQ(SQLITE_OK, connection.run("BEGIN; UPDATE t SET word = 'new', long = long || 'new'"));
      // The new pages and the journal go to the disk, and the transaction does not end.
      ASSERT_EQ(SQLITE_OK, sqlite3_db_cacheflush(connection.handle()));
      fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
      fs::copy_file(file + "-journal", copy + "-journal", fs::copy_options::overwrite_existing);
      ASSERT_EQ(SQLITE_OK, connection.run("ROLLBACK"));
    }
    Connection again(copy, opening_);
    EXPECT_EQ("0", again.text("SELECT count(*) FROM t WHERE word = 'new'"));
    EXPECT_EQ("ok", again.text("PRAGMA integrity_check"));
  }
  fs::remove_all(folder);
}

TEST_F(JournalSealTest, TheModesOfTheJournalChangeWithoutLoss) {
  auto connection = open();
  for (const char* mode : {"wal", "delete", "truncate", "persist", "memory", "wal", "delete"}) {
    EXPECT_EQ(mode, connection->text(std::string("PRAGMA journal_mode=") + mode));
    ASSERT_EQ(SQLITE_OK, connection->run("UPDATE t SET word = word || 'y'"));
    expect_nothing_plain();
  }
  EXPECT_EQ("ok", connection->text("PRAGMA integrity_check"));
}

}  // namespace
}  // namespace minsync
