// The sync that goes on while the page is open: a thread with a store and a line of its own. It syncs at its start,
// soon after an edit, and every minute; less often while the hub is away. All functions may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "client/store/client_store.h"
#include "client/sync/sync_agent.h"

namespace minsync {

struct BackgroundOptions {
  std::string folder;
  std::string hub_address;                       // in place of the hub's own, or ""
  std::string window;                            // sync.window: outside of it nothing starts by itself; "": always
  std::chrono::milliseconds pause{60'000};       // between two syncs
  std::chrono::milliseconds after_edit{3'000};   // urgent forms do not wait
  std::chrono::milliseconds first_retry{5'000};  // while the hub is away, doubling
  std::chrono::milliseconds last_retry{120'000};
};

enum class SyncActivity { idle, running, paused, waiting };
enum class LineState { unknown, up, down, busy };

struct SyncStanding {
  SyncActivity activity = SyncActivity::idle;
  LineState line = LineState::unknown;
  std::uint64_t started_ms = 0, finished_ms = 0;  // of the newest run; 0: not yet
  std::uint64_t next_ms = 0;                      // 0: none planned
  SyncProgress progress;                          // of the newest run
  std::uint64_t changes = 0;                      // records told and edits sent by all runs that ended
  std::optional<SyncReport> last;                 // the newest run that came to its end
  std::optional<Fault> fault;                     // of the newest run
};

// Whether the user has paused it: kept in the store. set_paused in a transaction of its own.
Result<bool> is_paused(ClientStore& store);
Status set_paused(ClientStore& store, bool paused);

class BackgroundSync {
 public:
  BackgroundSync(BackgroundOptions options, bool paused);
  // Ends what is under way: nothing that was stored is lost.
  ~BackgroundSync();
  BackgroundSync(const BackgroundSync&) = delete;
  BackgroundSync& operator=(const BackgroundSync&) = delete;

  void sync_once();  // now, even while paused
  void pause();      // ends what is under way too
  void resume();
  void edited();  // something was saved
  SyncStanding standing() const;

 private:
  using Clock = std::chrono::steady_clock;
  void work();
  bool wait_for_turn(ClientStore& store);
  void look_at_edits(ClientStore& store);
  Result<SyncReport> run(ClientStore& store);
  void note(const SyncProgress& progress);
  void finish(const Result<SyncReport>& report);
  void plan(std::chrono::milliseconds pause);

  const BackgroundOptions options_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::condition_variable woken_;
  bool ending_ = false, paused_, asked_ = true, edited_ = false;
  Clock::time_point next_ = Clock::now();
  std::chrono::milliseconds retry_;
  SyncStanding standing_;

  std::atomic<bool> cancel_ = false;  // what is under way is to end
  std::thread thread_;                // last: it uses all the others
};

}  // namespace minsync
