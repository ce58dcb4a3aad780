// Expected failure as a value. A broken invariant is not a Fault: it ends the process (MINSYNC_ASSERT), in release too.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace minsync {

// What went wrong, by what the user can do about it. The numbers are the programs' exit codes.
enum class FaultKind : int {
  failed = 1,        // disk full and the like; nothing is half-written
  usage = 2,         // wrong command line
  bad_input = 3,     // unknown form or field, bad value: nothing was written
  unreachable = 4,   // hub not there or busy; everything is kept, try again
  not_allowed = 5,   // device, user, scope, code, fingerprint
  partial = 6,       // some edits were refused, wait, are held or in review
  integrity = 7,     // a store, bundle or chain does not verify; nothing was changed
  interrupted = 130  // Ctrl-C; everything is kept
};

// A message for people is never built where the fault is found: `id` names an entry of the catalogue in shared/text
// ("form.unknown_field"), `args` fill its {0}, {1}, … in order. `details` holds the single faults of a list (one for
// each bad row of a file, say).
struct Fault {
  FaultKind kind = FaultKind::failed;
  std::string id;
  std::vector<std::string> args;
  std::vector<Fault> details;

  friend bool operator==(const Fault&, const Fault&) = default;
};

template <typename T>
using Result = tl::expected<T, Fault>;
using Status = Result<void>;

inline tl::unexpected<Fault> fail(FaultKind kind, std::string id, std::vector<std::string> args = {}) {
  return tl::make_unexpected(Fault{kind, std::move(id), std::move(args), {}});
}
inline tl::unexpected<Fault> fail(Fault fault) {
  return tl::make_unexpected(std::move(fault));
}

}  // namespace minsync

// Stays on in release builds: going on with a broken invariant would damage somebody's data.
#define MINSYNC_ASSERT(condition)                                                             \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      std::fprintf(stderr, "invariant broken: %s (%s:%d)\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                                           \
    }                                                                                         \
  } while (false)

// `MINSYNC_TRY(expression)` returns its fault from the enclosing function; `MINSYNC_ASSIGN(auto x, expression)` also
// takes its value.
#define MINSYNC_CONCAT_(a, b) a##b
#define MINSYNC_CONCAT(a, b) MINSYNC_CONCAT_(a, b)
#define MINSYNC_TRY_(status, expression)                                                            \
  do {                                                                                              \
    if (auto status = (expression); !status) return tl::make_unexpected(std::move(status).error()); \
  } while (false)
#define MINSYNC_TRY(expression) MINSYNC_TRY_(MINSYNC_CONCAT(minsync_status_, __COUNTER__), expression)
#define MINSYNC_ASSIGN_(temporary, target, expression)                      \
  auto temporary = (expression);                                            \
  if (!temporary) return tl::make_unexpected(std::move(temporary).error()); \
  target = std::move(temporary).value()
#define MINSYNC_ASSIGN(target, expression) \
  MINSYNC_ASSIGN_(MINSYNC_CONCAT(minsync_result_, __COUNTER__), target, expression)
