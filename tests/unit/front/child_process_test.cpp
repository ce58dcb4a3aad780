#include "hub/front/child_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace minsync {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class ChildProcessTest : public testing::Test {
 protected:
  ChildProcessTest() {
    std::string pattern = (fs::temp_directory_path() / "minsync-child-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ChildProcessTest() override { fs::remove_all(folder_); }

  std::string log() const { return folder_ + "/log"; }
  std::string logged() const {
    std::ifstream file(log());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

  std::string folder_;
};

TEST_F(ChildProcessTest, OneThatIgnoresTheWishToFinishIsKilled) {
  ChildProcess child(shell("trap '' USR1 TERM INT; echo ready; exec tail -f /dev/null"), log());
  while (logged() != "ready\n") std::this_thread::yield();
  child.stop(milliseconds(50));
  EXPECT_FALSE(child.running());
  EXPECT_NE(::kill(child.pid(), 0), 0);
}

TEST_F(ChildProcessTest, OneThatFinishesIsNotKilled) {
  ChildProcess child(shell("trap 'echo finished; exit' USR1; echo ready; while :; do :; done"), log());
  while (logged() != "ready\n") std::this_thread::yield();
  child.stop(milliseconds(20'000));
  EXPECT_EQ(logged(), "ready\nfinished\n");
}

TEST_F(ChildProcessTest, InheritsNoFilesAndStandsInItsOwnGroup) {
  const int extra = ::dup(0);
  ChildProcess child(shell("ls -m /proc/$$/fd; ps -o pgid= -p $$ | tr -d ' '"), log());
  ASSERT_TRUE(child.wait(milliseconds(20'000)));
  EXPECT_EQ(logged(), "0, 1, 2\n" + std::to_string(child.pid()) + "\n");
  ::close(extra);
}

TEST_F(ChildProcessTest, AMissingProgramEndsAtOnce) {
  const ChildProcess child({"/no/such/program"}, log());
  EXPECT_TRUE(child.wait(milliseconds(20'000)));
  EXPECT_FALSE(child.running());
}

}  // namespace
}  // namespace minsync
