#include "shared/process/confined.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace minsync {
namespace {

// The search for leaks at the end of a sanitized program is a ptrace.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kTraced = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kTraced = true;
#else
constexpr bool kTraced = false;
#endif
#else
constexpr bool kTraced = false;
#endif

}  // namespace

void leave_no_core() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // A collector of cores behind a pipe is started whatever that limit is.
  if (!kTraced) ::prctl(PR_SET_DUMPABLE, 0);
}

void keep_freed_memory() {
  // What a large batch took is wanted again for the next one: asking the system for it each time costs a page fault
  // for every 4 KiB.
  constexpr int kMostKept = 32 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kMostKept);
  ::mallopt(M_TRIM_THRESHOLD, kMostKept);
}

void share_freed_memory() {
  // With one pool 32 workers would wait for each other.
  constexpr int kPools = 2;
  ::mallopt(M_ARENA_MAX, kPools);
}

std::size_t raise_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace minsync
