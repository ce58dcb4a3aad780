#include "hub/front/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace minsync {
namespace {

// Between fork and exec only async-signal-safe calls are allowed: other threads of the parent may have held locks.
[[noreturn]] void become(char* const* argv, int log, int handed, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // the parent died before prctl
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGCHLD}) ::signal(number, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  int last = STDERR_FILENO;
  if (handed >= 0) {
    ++last;
    // A descriptor that is duplicated to itself would keep its close-on-exec.
    if (handed == last) ::fcntl(handed, F_SETFD, 0);
    if (handed != last) ::dup2(handed, last);
  }
  ::close_range(static_cast<unsigned>(last) + 1, ~0u, 0);
  ::execv(argv[0], argv);
  ::_exit(127);
}

pid_t spawn(std::vector<std::string>& words, const std::string& log_path, int handed) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return -1;
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(argv.data(), log, handed, parent);
  ::close(log);
  return child;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> argv, std::string log, int handed)
    : keeper_([this, words = std::move(argv), path = std::move(log), handed] { keep(words, path, handed); }) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return started_; });
}

ChildProcess::~ChildProcess() {
  stop(std::chrono::milliseconds(0));
  keeper_.join();
}

void ChildProcess::keep(std::vector<std::string> argv, std::string log, int handed) {
  const pid_t child = spawn(argv, log, handed);
  {
    const std::lock_guard lock(mutex_);
    pid_ = child;
    started_ = true;
    ended_ = child < 0;
    changed_.notify_all();
  }
  if (child < 0) return;
  siginfo_t ended;
  while (::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR) continue;
  const std::lock_guard lock(mutex_);
  ::waitpid(child, nullptr, 0);
  ended_ = true;
  changed_.notify_all();
}

bool ChildProcess::running() const {
  const std::lock_guard lock(mutex_);
  return !ended_;
}

bool ChildProcess::wait(std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return ended_; });
}

void ChildProcess::signal(int number) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ::kill(pid_, number);
}

void ChildProcess::stop(std::chrono::milliseconds grace) {
  if (grace.count() > 0) {
    signal(SIGUSR1);
    if (wait(grace)) return;
  }
  signal(SIGKILL);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
}

}  // namespace minsync
