#include "hub/front/supervisor.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>

#include "shared/http/probe.h"

namespace minsync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

sigset_t watched_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) ::sigaddset(&set, number);
  return set;
}

class Supervisor {
 public:
  explicit Supervisor(const Supervision& supervision) : how_(supervision), pause_(supervision.pause) {
    ::sigprocmask(SIG_BLOCK, &watched_, &before_);
  }
  ~Supervisor() {
    if (told_ >= 0) ::close(told_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  int run() {
    start();
    while (!code_) turn();
    return *code_;
  }

 private:
  bool running() const { return pid_ > 0; }
  bool served() const { return inner_port_ > 0; }
  void start();
  [[noreturn]] void become(int tell, pid_t parent);
  void turn();
  void on_signal(int number);
  void on_end(int status);
  void read_port();
  void probe();

  const Supervision& how_;
  const sigset_t watched_ = watched_signals();
  sigset_t before_{};
  pid_t pid_ = -1;
  int told_ = -1;  // where the serving process says its port
  int inner_port_ = 0;
  bool ever_served_ = false, stopping_ = false, reloading_ = false;
  int silent_ = 0;  // probes without an answer
  milliseconds pause_;
  Clock::time_point started_, start_at_;
  std::optional<int> code_;
};

void Supervisor::become(int tell, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // the parent died before prctl
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  const auto ready = [tell](int port) { static_cast<void>(!::write(tell, &port, sizeof port)); };
  ::_exit(how_.serve(ready, ever_served_));
}

void Supervisor::start() {
  if (told_ >= 0) ::close(told_);
  told_ = -1;
  int channel[2] = {-1, -1};
  if (::pipe2(channel, O_CLOEXEC | O_NONBLOCK) != 0) return on_end(1 << 8);
  told_ = channel[0];
  inner_port_ = silent_ = 0;
  reloading_ = false;
  started_ = Clock::now();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become(channel[1], parent);
  ::close(channel[1]);
  if (pid_ < 0) on_end(1 << 8);
}

void Supervisor::turn() {
  const auto wait = running() ? how_.probe_every
                              : std::max(milliseconds(0), std::chrono::ceil<milliseconds>(start_at_ - Clock::now()));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
  const timespec limit{seconds.count(), std::chrono::nanoseconds(wait - seconds).count()};
  const int number = ::sigtimedwait(&watched_, nullptr, &limit);
  if (number > 0) return on_signal(number);
  if (errno == EINTR) return;
  if (running()) return probe();
  if (Clock::now() >= start_at_) start();
}

void Supervisor::on_signal(int number) {
  int status = 0;
  if (number == SIGCHLD) {
    if (running() && ::waitpid(pid_, &status, WNOHANG) == pid_) on_end(status);
    return;
  }
  (number == SIGHUP ? reloading_ : stopping_) = true;
  if (running()) {
    ::kill(pid_, SIGTERM);
  } else if (stopping_) {
    code_ = 0;
  }
}

void Supervisor::on_end(int status) {
  read_port();
  pid_ = -1;
  ever_served_ = ever_served_ || served();
  if (stopping_ || !ever_served_) {
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    return;
  }
  if (reloading_) return start();
  how_.ended_unasked();
  const bool soon = Clock::now() - started_ < how_.longest_pause;
  pause_ = soon ? std::min(pause_ * 2, how_.longest_pause) : how_.pause;
  start_at_ = Clock::now() + pause_;
}

void Supervisor::read_port() {
  int port = 0;
  if (told_ >= 0 && ::read(told_, &port, sizeof port) == static_cast<ssize_t>(sizeof port)) inner_port_ = port;
}

void Supervisor::probe() {
  read_port();
  ever_served_ = ever_served_ || served();
  if (!served() || stopping_ || reloading_) return;
  silent_ = listener_answers(inner_port_, how_.probe_limit) ? 0 : silent_ + 1;
  if (silent_ >= how_.probes) ::kill(pid_, SIGKILL);
}

}  // namespace

int supervise(const Supervision& supervision) {
  return Supervisor(supervision).run();
}

}  // namespace minsync
