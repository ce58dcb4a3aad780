// The supervisor in a process of its own, with a serving process that does what a test wants. What happens is told in
// letters through a pipe.
#include "hub/front/supervisor.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>

#include "shared/http/http_server.h"

namespace minsync {
namespace {

class SupervisorTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(0, ::pipe(told_)); }
  void TearDown() override {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(told_[0]);
    ::close(told_[1]);
  }

  void tell(char letter) const { static_cast<void>(!::write(told_[1], &letter, 1)); }
  // The next letter; '?' after 20 s.
  char next() const {
    pollfd watched{told_[0], POLLIN, 0};
    char letter = '?';
    if (::poll(&watched, 1, 20'000) == 1) static_cast<void>(!::read(told_[0], &letter, 1));
    return letter;
  }
  void supervised(std::function<int(const Supervision::Ready&, bool)> serve) {
    pid_ = ::fork();
    if (pid_ != 0) return;
    Supervision supervision;
    supervision.serve = std::move(serve);
    supervision.ended_unasked = [this] { tell('e'); };
    supervision.probe_every = supervision.probe_limit = std::chrono::milliseconds(100);
    supervision.probes = 2;
    supervision.pause = std::chrono::milliseconds(1);
    ::_exit(supervise(supervision));
  }
  int code() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // Says its pid, after it is ready, until SIGTERM comes; with a listener that lives.
  void serve_until_asked(const Supervision::Ready& ready) const {
    sigset_t asked;
    ::sigemptyset(&asked);
    ::sigaddset(&asked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &asked, nullptr);
    const auto server = HttpServer::start(0, {}, [](const HttpRequest&) { return HttpResponse{}; });
    ready((*server)->port());
    tell('r');
    int number = 0;
    ::sigwait(&asked, &number);
    tell('t');
  }

  int told_[2] = {-1, -1};
  pid_t pid_ = -1;
};

TEST_F(SupervisorTest, WhatEndsBeforeItServesEndsWithItsCode) {
  supervised([](const auto&, bool) { return 7; });
  EXPECT_EQ(7, code());
}

TEST_F(SupervisorTest, ASignalToStopIsPassedOnAndWaitedFor) {
  supervised([this](const auto& ready, bool) {
    serve_until_asked(ready);
    return 3;
  });
  ASSERT_EQ('r', next());
  ::kill(pid_, SIGTERM);
  EXPECT_EQ('t', next());
  EXPECT_EQ(3, code());
}

TEST_F(SupervisorTest, WhatDiesIsStartedAgainAndKnowsIt) {
  supervised([this](const auto& ready, bool again) {
    if (again) {
      tell('a');
      serve_until_asked(ready);
      return 0;
    }
    ready(1);
    ::kill(::getpid(), SIGKILL);
    return 0;
  });
  EXPECT_EQ('e', next());
  EXPECT_EQ('a', next());
  EXPECT_EQ('r', next());
  ::kill(pid_, SIGTERM);
  EXPECT_EQ(0, code());
}

TEST_F(SupervisorTest, WhatServedOnceIsStartedAgainAlsoAfterAFault) {
  supervised([this](const auto& ready, bool again) {
    if (!again) ready(1);
    tell('s');
    return 1;
  });
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ('s', next());
    EXPECT_EQ('e', next());
  }
  ::kill(pid_, SIGTERM);
  code();
}

TEST_F(SupervisorTest, AListenerThatAnswersNothingIsEndedAndStartedAgain) {
  supervised([this](const auto& ready, bool again) {
    if (!again) {
      tell('s');
      const auto server = HttpServer::start(0, {}, [](const HttpRequest&) { return HttpResponse{}; });
      ready((*server)->port());
      ::raise(SIGSTOP);
    }
    serve_until_asked(ready);
    return 0;
  });
  EXPECT_EQ('s', next());
  EXPECT_EQ('e', next());
  EXPECT_EQ('r', next());
  ::kill(pid_, SIGTERM);
  EXPECT_EQ('t', next());
  EXPECT_EQ(0, code());
}

TEST_F(SupervisorTest, AHangUpStartsAnotherAfterTheFirstHasEndedSoftly) {
  supervised([this](const auto& ready, bool) {
    serve_until_asked(ready);
    return 0;
  });
  EXPECT_EQ('r', next());
  ::kill(pid_, SIGHUP);
  EXPECT_EQ('t', next());
  EXPECT_EQ('r', next());
  ::kill(pid_, SIGTERM);
  EXPECT_EQ('t', next());
  EXPECT_EQ(0, code());
}

TEST_F(SupervisorTest, TheServingProcessDiesWithIt) {
  supervised([this](const auto& ready, bool) {
    serve_until_asked(ready);
    return 0;
  });
  EXPECT_EQ('r', next());
  ::close(told_[1]);
  told_[1] = -1;
  ::kill(pid_, SIGKILL);
  code();
  EXPECT_EQ('?', next()) << "the pipe's other end is closed once nobody has it";
}

}  // namespace
}  // namespace minsync
