#include <sys/stat.h>

#include <atomic>
#include <csignal>

#include "client/cli/program.h"
#include "shared/process/confined.h"

namespace {

std::atomic<bool> cancelled{false};

void cancel(int) {
  cancelled = true;
}

}  // namespace

int main(int argc, char** argv) {
  minsync::leave_no_core();
  minsync::keep_freed_memory();
  // Records hold personal data: what this program writes is its user's alone.
  umask(0077);
  // A full disk (file size limit) or a closed pipe is an error of one write, with its message, not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, cancel);
  std::signal(SIGTERM, cancel);
  return minsync::run_client(argc, argv, cancelled);
}
