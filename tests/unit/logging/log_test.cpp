#include "shared/logging/log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

namespace minsync {
namespace {

class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "minsync_log_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    close_log();
    std::filesystem::remove_all(folder_);
  }

  std::vector<std::string> lines() const {
    std::ifstream file(folder_ / "minsync.log");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  std::filesystem::path folder_;
};

TEST_F(LogTest, LevelDecidesWhatIsKept) {
  ASSERT_TRUE(open_log(folder_, log_level("warning")));
  log(LogLevel::info, "quiet");
  log(LogLevel::warning, "loud");
  log(LogLevel::error, "louder");
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_TRUE(lines()[0].ends_with(" warning loud"));
}

TEST_F(LogTest, NobodyForgesALine) {
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  log(LogLevel::error, "unit x\n2016-12-31 error forged\r\x1b[2J");
  EXPECT_EQ(lines().size(), 1u);
  EXPECT_EQ(lines()[0].find('\x1b'), std::string::npos);
}

TEST_F(LogTest, BracesAreText) {
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  log(LogLevel::error, "{} {0} %s");
  EXPECT_TRUE(lines().at(0).ends_with("{} {0} %s"));
}

TEST_F(LogTest, FilesStaySmallFewAndPrivate) {
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  const std::string text(4096, 'x');
  for (int i = 0; i < 5000; ++i) log(LogLevel::info, text);
  close_log();
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    ++files;
    EXPECT_LE(entry.file_size(), 5'000'000u);
    struct stat status{};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
  }
  EXPECT_EQ(files, 3u);
}

TEST_F(LogTest, ClosedLogTakesNothingAndOpensAgain) {
  log(LogLevel::error, "nowhere");
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  log(LogLevel::error, "one");
  close_log();
  log(LogLevel::error, "nowhere");
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  log(LogLevel::error, "two");
  EXPECT_EQ(lines().size(), 2u);
}

TEST_F(LogTest, UnwritableFolderIsAFault) {
  std::ofstream(folder_ / "minsync.log") << "";
  EXPECT_FALSE(open_log(folder_ / "minsync.log", LogLevel::info));
}

TEST_F(LogTest, ThreadsLogWholeLines) {
  ASSERT_TRUE(open_log(folder_, LogLevel::info));
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 500; ++i) log(LogLevel::info, "some words of a line");
      });
    }
  }
  close_log();
  ASSERT_EQ(lines().size(), 2000u);
  for (const auto& line : lines()) ASSERT_TRUE(line.ends_with(" info some words of a line")) << line;
}

}  // namespace
}  // namespace minsync
