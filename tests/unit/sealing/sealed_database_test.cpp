#include <algorithm>

#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

constexpr std::uint64_t kPage = 4096;

class PageSealTest : public SealedDatabaseTest {
 protected:
  PageSealTest() {
    open()->fill();
    whole_ = disk_.content(kFile).value();
  }
  // Reads everything.
  std::string find_fault() {
    auto connection = open();
    const auto check = connection->text("PRAGMA integrity_check");
    return check == "ok" ? connection->sum() : check;
  }
  bool noticed() {
    const auto said = find_fault();
    return said.starts_with("error ") || said.starts_with("***");
  }
  std::string whole_;
};

TEST_F(PageSealTest, WhatIsWrittenIsReadAgain) {
  auto connection = open();
  EXPECT_EQ("ok", connection->text("PRAGMA integrity_check"));
  EXPECT_EQ("1625400 300 " + kPlanted + "99", connection->sum());
  EXPECT_EQ("4096", connection->text("PRAGMA page_size"));
}

TEST_F(PageSealTest, NothingStandsThereInClear) {
  expect_nothing_plain();
  EXPECT_TRUE(whole_.starts_with("minsync sealed 1"));
}

TEST_F(PageSealTest, EveryFlippedBitIsNoticed) {
  Dice dice(1);
  for (int i = 0; i < 300; ++i) {
    const auto bit = static_cast<std::uint64_t>(dice.below(static_cast<int>(whole_.size()) * 8));
    disk_.flip_bit(kFile, bit);
    EXPECT_TRUE(noticed()) << "bit " << bit;
    disk_.flip_bit(kFile, bit);
  }
  EXPECT_FALSE(noticed());
}

TEST_F(PageSealTest, EveryBitOfTheFirstPageAndOfATrailerIsNoticed) {
  for (std::uint64_t byte : std::vector<std::uint64_t>{0, 8, 15, 16, 17, 20, 24, 100, 4063, 4064, 4076, 4092, 4095,
                                                       8160, 8175, 8176, 8188}) {
    disk_.flip_bit(kFile, byte * 8 + byte % 8);
    EXPECT_TRUE(noticed()) << "byte " << byte;
    disk_.flip_bit(kFile, byte * 8 + byte % 8);
  }
}

TEST_F(PageSealTest, EveryZeroedPageIsNoticed) {
  for (std::uint64_t page = 0; page < whole_.size() / kPage; page += 7) {
    disk_.zero_page(kFile, page);
    EXPECT_TRUE(noticed()) << "page " << page;
    disk_.put(kFile, whole_);
  }
}

TEST_F(PageSealTest, EverySwappedPageIsNoticed) {
  Dice dice(2);
  const auto pages = static_cast<int>(whole_.size() / kPage);
  for (int i = 0; i < 50; ++i) {
    const auto one = static_cast<std::size_t>(dice.below(pages)), other = static_cast<std::size_t>(dice.below(pages));
    if (one == other) continue;
    auto mixed = whole_;
    std::swap_ranges(mixed.begin() + static_cast<std::ptrdiff_t>(one * kPage),
                     mixed.begin() + static_cast<std::ptrdiff_t>((one + 1) * kPage),
                     mixed.begin() + static_cast<std::ptrdiff_t>(other * kPage));
    disk_.put(kFile, mixed);
    EXPECT_TRUE(noticed()) << one << " and " << other;
  }
}

TEST_F(PageSealTest, ACutFileIsNoticed) {
  for (const auto size : {whole_.size() - kPage, whole_.size() - 1, whole_.size() - kPage - 17, whole_.size() / 2}) {
    disk_.cut(kFile, size);
    EXPECT_TRUE(noticed()) << size;
    disk_.put(kFile, whole_);
  }
}

TEST_F(PageSealTest, APageOfAnotherDatabaseIsNoticed) {
  const auto mine = opening_;
  opening_ = some_keys();
  disk_.put(kFile, "");
  open()->fill();
  auto foreign = disk_.content(kFile).value();
  opening_ = mine;
  auto mixed = whole_;
  mixed.replace(5 * kPage, kPage, foreign, 5 * kPage, kPage);
  disk_.put(kFile, mixed);
  EXPECT_TRUE(noticed());
}

TEST_F(PageSealTest, AnotherKeyOpensNothing) {
  opening_ = some_keys();
  auto connection = open();
  EXPECT_EQ("error " + std::to_string(SQLITE_IOERR_DATA), connection->text("SELECT count(*) FROM t"));
  EXPECT_EQ(whole_, disk_.content(kFile));
}

TEST_F(PageSealTest, AnUnsealedDatabaseIsNotTakenForASealedOne) {
  {
    Connection plain(disk_.folder() + "/plain.db");
    plain.fill();
  }
  disk_.put(kFile, disk_.content("plain.db").value());
  EXPECT_EQ(SQLITE_NOTADB, open()->opened());
}

TEST_F(PageSealTest, OlderKeysOpenAndTheNewestSeals) {
  auto keys = *opening_.keys;
  keys.push_back(DataKey::random());
  opening_.keys = std::make_shared<const DataKeys>(keys);
  ASSERT_EQ(SQLITE_OK, open()->run("UPDATE t SET word = 'new' WHERE id = 7"));
  EXPECT_EQ("300", open()->text("SELECT count(*) FROM t"));
  opening_.keys = std::make_shared<const DataKeys>(DataKeys{keys.front()});
  EXPECT_TRUE(noticed());
}

TEST_F(PageSealTest, TheWaysToWritePlainTextBesideAreRefused) {
  auto connection = open();
  const auto other = disk_.folder() + "/other.db";
  EXPECT_EQ(SQLITE_AUTH, connection->run("ATTACH '" + other + "' AS other"));
  EXPECT_EQ(SQLITE_AUTH, connection->run("VACUUM INTO '" + other + "'"));
  EXPECT_EQ(SQLITE_AUTH, connection->run("VACUUM INTO 'file:" + other + "?vfs=unix'"));
  EXPECT_EQ(SQLITE_AUTH, connection->run("PRAGMA page_size=8192"));
  EXPECT_EQ(SQLITE_AUTH, connection->run("PRAGMA Mmap_Size=100000"));
  EXPECT_EQ(std::vector<std::string>{kFile}, disk_.files());
}

TEST_F(PageSealTest, VacuumKeepsTheSeal) {
  ASSERT_EQ(SQLITE_OK, open()->run("DELETE FROM t WHERE id % 2; VACUUM"));
  EXPECT_LT(disk_.content(kFile)->size(), whole_.size());
  expect_nothing_plain();
  EXPECT_FALSE(noticed());
}

TEST_F(PageSealTest, BackupCopiesFromSealToSeal) {
  const auto other = some_keys(2 * 4096);
  disk_.put("copy.db", std::string(2 * 4096, 'l'));
  {
    auto from = open();
    Connection to(disk_.folder() + "/copy.db", other);
    auto* copying = sqlite3_backup_init(to.handle(), "main", from->handle(), "main");
    ASSERT_NE(nullptr, copying);
    EXPECT_EQ(SQLITE_DONE, sqlite3_backup_step(copying, -1));
    EXPECT_EQ(SQLITE_OK, sqlite3_backup_finish(copying));
    EXPECT_EQ(from->sum(), to.sum());
    EXPECT_EQ("ok", to.text("PRAGMA integrity_check"));
  }
  expect_nothing_plain();
  EXPECT_TRUE(disk_.content("copy.db")->starts_with(std::string(2 * 4096, 'l') + "minsync sealed 1"));
}

TEST_F(PageSealTest, ACopyOfPlainPagesIsRefused) {
  Connection from(disk_.folder() + "/plain.db");
  from.fill();
  Connection to(disk_.folder() + "/copy.db", some_keys());
  auto* copying = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  EXPECT_NE(SQLITE_DONE, sqlite3_backup_step(copying, -1));
  EXPECT_NE(SQLITE_OK, sqlite3_backup_finish(copying));
}

TEST_F(PageSealTest, PlainIsSealedByACopy) {
  Connection from(disk_.folder() + "/plain.db");
  from.fill();
  const auto path = disk_.folder() + "/a %41?#.db";
  ASSERT_EQ(SQLITE_OK, copy_into_sealed(from.handle(), path, opening_));
  Connection to(path, opening_);
  EXPECT_EQ(from.sum(), to.sum());
  EXPECT_EQ("ok", to.text("PRAGMA integrity_check"));
  EXPECT_EQ(std::string::npos, disk_.content("a %41?#.db")->find(kPlanted.substr(0, 12)));
}

}  // namespace
}  // namespace minsync
