// What SQLite writes beside: it goes to unnamed files on the real disk, which are looked at through the process.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

// The bytes of all files that this process has open and that have no name any more.
std::string nameless_files() {
  std::string all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd", error)) {
    const auto target = fs::read_symlink(entry.path(), error).string();
    if (error || target.find("etilqs") == std::string::npos) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

TEST_F(SealedDatabaseTest, SortsAndNamelessDatabasesAreSealed) {
  auto connection = open();
  connection->fill();
  ASSERT_EQ(SQLITE_OK, connection->run(
                           "PRAGMA temp_store=FILE; PRAGMA cache_size=10; CREATE TEMP TABLE moment (a, b);"
                           "PRAGMA temp.cache_size=5; PRAGMA temp.cache_spill=1;"
                           "INSERT INTO moment SELECT word, long FROM t; INSERT INTO moment SELECT b, a FROM moment;"));
  const auto bytes = nameless_files();
  EXPECT_GT(bytes.size(), 100'000U) << "nothing was spilled";
  EXPECT_EQ(std::string::npos, bytes.find(kPlanted.substr(0, 12)));
  EXPECT_EQ("600", connection->text("SELECT count(*) FROM moment"));
  EXPECT_EQ("ok", connection->text("PRAGMA temp.integrity_check"));
  EXPECT_EQ("300",
            connection->text("SELECT count(*) FROM (SELECT DISTINCT long, word FROM t ORDER BY long DESC, word)"));
}

// The unnamed file does as a plain string does, whatever is written where.
TEST_F(SealedDatabaseTest, ScratchFilesHoldAnyPieces) {
  auto* vfs = sqlite3_vfs_find(sealed_vfs());
  std::vector<std::max_align_t> memory(static_cast<std::size_t>(vfs->szOsFile));
  auto* file = reinterpret_cast<sqlite3_file*>(memory.data());
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE |
              SQLITE_OPEN_TEMP_JOURNAL;
  ASSERT_EQ(SQLITE_OK, vfs->xOpen(vfs, nullptr, file, flags, &flags));
  std::string model;
  Dice dice(5);
  for (int i = 0; i < 2'000; ++i) {
    const auto offset = static_cast<std::size_t>(dice.below(40'000)),
               size = 1 + static_cast<std::size_t>(dice.below(9'000));
    if (dice.percent(2)) {
      model.resize(std::min(model.size(), offset));
      ASSERT_EQ(SQLITE_OK, file->pMethods->xTruncate(file, static_cast<sqlite3_int64>(offset)));
    } else if (dice.percent(50)) {
      const std::string bytes(size, static_cast<char>('a' + i % 26));
      if (model.size() < offset + size) model.resize(offset + size);
      model.replace(offset, size, bytes);
      ASSERT_EQ(SQLITE_OK,
                file->pMethods->xWrite(file, bytes.data(), static_cast<int>(size), static_cast<sqlite3_int64>(offset)));
    } else {
      std::string bytes(size, 'z'), expected(size, '\0');
      const auto there = offset < model.size() ? std::min(size, model.size() - offset) : 0;
      if (there > 0) expected.replace(0, there, model, offset, there);
      EXPECT_EQ(there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ,
                file->pMethods->xRead(file, bytes.data(), static_cast<int>(size), static_cast<sqlite3_int64>(offset)));
      ASSERT_EQ(expected, bytes) << "step " << i;
    }
  }
  file->pMethods->xClose(file);
}

}  // namespace
}  // namespace minsync
