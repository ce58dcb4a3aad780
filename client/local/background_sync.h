// The sync that goes on while the page is open: a thread with a store and a line of its own. It syncs at its start,
// soon after an edit, and every minute; less often while the hub is away. Where there is a window of the day for it,
// nothing starts by itself outside of it but what sends urgent forms' edits alone. All functions may be called from any
// thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "client/store/client_store.h"
#include "client/sync/sync_agent.h"
#include "client/transport/transport.h"

namespace minsync {

struct BackgroundOptions {
  std::string folder;
  std::string hub_address;                       // in place of the hub's own, or ""
  std::string window;                            // "22:00-06:00" of local time; "": always
  std::chrono::milliseconds pause{60'000};       // between two syncs
  std::chrono::milliseconds after_edit{3'000};   // urgent forms do not wait
  std::chrono::milliseconds first_retry{5'000};  // while the hub is away, doubling
  std::chrono::milliseconds last_retry{120'000};
  // Where this meets the outside: minutes since midnight, and the line to the hub. The machine's own if left out.
  std::function<int()> minute_of_day = {};
  std::function<std::unique_ptr<Transport>(const HubAddress&, const std::atomic<bool>&)> line = {};
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
  std::string window;                             // "" for always
  std::uint64_t opens_ms = 0;                     // when it opens next; 0: it is open, or there is none
};

// Whether the user has paused it: kept in the store. set_paused in a transaction of its own.
Result<bool> is_paused(ClientStore& store);
Status set_paused(ClientStore& store, bool paused);

// The window that the page's user chose, else the file of settings; "" for always. `window` is one that
// DayWindow::parse takes, or "". set_window in a transaction of its own.
Result<std::string> window_of(ClientStore& store, const std::string& of_settings);
Status set_window(ClientStore& store, const std::string& window);

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
  void keep_to(const std::string& window);
  void edited();  // something was saved
  SyncStanding standing() const;

 private:
  using Clock = std::chrono::steady_clock;
  void work();
  bool wait_for_turn(ClientStore& store);
  bool may_begin();
  std::uint64_t minutes_to_window() const;
  void look_at_edits(ClientStore& store);
  Result<SyncReport> run(ClientStore& store);
  void note(const SyncProgress& progress);
  void finish(const Result<SyncReport>& report);
  void plan(std::chrono::milliseconds pause);
  int minute() const;

  const BackgroundOptions options_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::condition_variable woken_;
  bool ending_ = false, paused_, asked_ = true, edited_ = true;
  bool urgent_ = false;  // something urgent is to be sent
  std::string window_;
  Clock::time_point next_ = Clock::now();
  std::chrono::milliseconds retry_;
  SyncStanding standing_;

  bool urgent_only_ = false;          // this run; of its thread
  std::atomic<bool> cancel_ = false;  // what is under way is to end
  std::thread thread_;                // last: it uses all the others
};

}  // namespace minsync
