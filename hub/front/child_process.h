// A program that never outlives this process; private to this folder.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

// The kernel's parent-death signal comes when the *thread* that forked ends, not the process. So each child has a
// thread of its own, which forks it and then waits for its end: whoever starts or restarts a child may end freely.
class ChildProcess {
 public:
  // Runs argv (argv[0] is a path) in a process group of its own, so that Ctrl-C in the terminal does not reach it. It
  // inherits nothing but the environment, and as its descriptor 3 `handed` unless that is -1; its output is appended to
  // the file `log`.
  ChildProcess(std::vector<std::string> argv, std::string log, int handed = -1);
  // Stops it.
  ~ChildProcess();

  bool running() const;
  pid_t pid() const { return pid_; }  // -1: it could not be forked
  // SIGUSR1, HAProxy's wish to finish; after `grace` SIGKILL. Returns when it has ended.
  void stop(std::chrono::milliseconds grace);
  // Waits until it has ended, at most for `limit`; true when it has.
  bool wait(std::chrono::milliseconds limit) const;

 private:
  void keep(std::vector<std::string> argv, std::string log, int handed);
  void signal(int number);

  mutable std::mutex mutex_;  // guards the members below; held while reaping, so that no signal goes to a reused pid
  mutable std::condition_variable changed_;
  bool started_ = false, ended_ = false;
  pid_t pid_ = -1;
  std::thread keeper_;
};

}  // namespace minsync
