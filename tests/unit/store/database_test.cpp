#include "shared/store/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  ~DatabaseTest() override {
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + tail);
  }
  Database open() {
    auto database = Database::open(path_, true);
    EXPECT_TRUE(database);
    return std::move(*database);
  }
  std::string path_ = (std::filesystem::temp_directory_path() / ("minsync-db-" + hex(random_bytes<8>()))).string();
};

TEST_F(DatabaseTest, SettingsThatKeepDataSafe) {
  auto database = open();
  const auto pragma = [&](const std::string& name) {
    auto row = database.prepare("PRAGMA " + name);
    EXPECT_TRUE(row && row->step());
    return std::string(row->text(0));
  };
  EXPECT_EQ("wal", pragma("journal_mode"));
  EXPECT_EQ("2", pragma("synchronous"));
  EXPECT_EQ("0", pragma("cache_spill"));
}

TEST_F(DatabaseTest, ValuesComeBackAsTheyWere) {
  auto database = open();
  ASSERT_TRUE(database.script("CREATE TABLE t (a, b, c, d)"));
  const Uuid id = Uuid::version7(1, random_bytes<10>());
  ASSERT_TRUE(database.run("INSERT INTO t VALUES (?, ?, ?, NULL)", INT64_MIN, std::string_view(""), blob_of(id)));
  auto row = database.prepare("SELECT a, b, c, d FROM t");
  ASSERT_TRUE(row);
  ASSERT_TRUE(*row->step());
  EXPECT_EQ(INT64_MIN, row->integer(0));
  EXPECT_FALSE(row->is_null(1)) << "an empty text became NULL";
  EXPECT_EQ(id, row->uuid(2));
  EXPECT_TRUE(row->is_null(3));
}

TEST_F(DatabaseTest, UncommittedTransactionLeavesNothing) {
  auto database = open();
  ASSERT_TRUE(database.script("CREATE TABLE t (a)"));
  {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database.run("INSERT INTO t VALUES (1)"));
  }
  auto row = database.prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(row && row->step());
  EXPECT_EQ(0, row->integer(0));
}

TEST_F(DatabaseTest, StatementInUseIsNotSharedWithTheNext) {
  auto database = open();
  ASSERT_TRUE(database.script("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)"));
  auto first = database.prepare("SELECT a FROM t ORDER BY a");
  ASSERT_TRUE(first && *first->step());
  auto second = database.prepare("SELECT a FROM t ORDER BY a");
  ASSERT_TRUE(second && *second->step());
  ASSERT_TRUE(*first->step());
  EXPECT_EQ(2, first->integer(0));
  EXPECT_EQ(1, second->integer(0));
}

TEST_F(DatabaseTest, SomethingElseThanADatabaseIsAnIntegrityFault) {
  std::ofstream(path_) << std::string(4096, 'x');
  const auto database = Database::open(path_, false);
  ASSERT_FALSE(database);
  EXPECT_EQ(FaultKind::integrity, database.error().kind);
}

TEST_F(DatabaseTest, MissingFileIsNotMadeUnasked) {
  EXPECT_FALSE(Database::open(path_, false));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace minsync
