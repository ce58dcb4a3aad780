#include "client/local/background_sync.h"

#include <ctime>

#include "client/sync/file_agent.h"
#include "client/sync/hand_over.h"
#include "client/sync/own_key.h"
#include "shared/config/values.h"
#include "shared/logging/log.h"
#include "shared/time/wall_clock.h"

namespace minsync {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kPaused = "sync_paused";
constexpr int kAttempts = 2;                    // of a run; the pauses between runs are longer
constexpr milliseconds kAfterRefusal{600'000};  // what does not mend itself by trying again soon
constexpr milliseconds kOutsideWindow{60'000};

constexpr std::string_view kWindow = "sync_window", kAlways = "always";
constexpr std::size_t kUrgentAnswerBytes = 16 << 10;
constexpr int kDayMinutes = 24 * 60;

int minute_here() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return local.tm_hour * 60 + local.tm_min;
}

// The line is down, or there is a hub that has no time.
LineState line_after(const Fault& fault) {
  if (fault.kind == FaultKind::interrupted) return LineState::unknown;
  if (fault.kind != FaultKind::unreachable) return LineState::up;
  return fault.id.starts_with("network.unreachable") ? LineState::down : LineState::busy;
}

}  // namespace

Result<bool> is_paused(ClientStore& store) {
  MINSYNC_ASSIGN(const auto kept, store.setting(std::string(kPaused)));
  return kept == "1";
}

Status set_paused(ClientStore& store, bool paused) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(store.set_setting(std::string(kPaused), paused ? "1" : "0"));
  return transaction.commit();
}

Result<std::string> window_of(ClientStore& store, const std::string& of_settings) {
  MINSYNC_ASSIGN(const auto chosen, store.setting(std::string(kWindow)));
  return chosen.empty() ? of_settings : chosen == kAlways ? std::string() : chosen;
}

Status set_window(ClientStore& store, const std::string& window) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(store.set_setting(std::string(kWindow), window.empty() ? std::string(kAlways) : window));
  return transaction.commit();
}

BackgroundSync::BackgroundSync(BackgroundOptions options, bool paused)
    : options_(std::move(options)),
      paused_(paused),
      asked_(!paused && options_.window.empty()),
      window_(options_.window),
      retry_(options_.first_retry) {
  if (paused) standing_.activity = SyncActivity::paused;
  thread_ = std::thread([this] { work(); });
}

BackgroundSync::~BackgroundSync() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    cancel_ = true;
  }
  woken_.notify_all();
  thread_.join();
}

void BackgroundSync::sync_once() {
  const std::lock_guard lock(mutex_);
  asked_ = true;
  woken_.notify_all();
}

void BackgroundSync::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
  asked_ = false;
  standing_.next_ms = 0;
  if (standing_.activity == SyncActivity::running) {
    cancel_ = true;
  } else {
    standing_.activity = SyncActivity::paused;
  }
}

void BackgroundSync::resume() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(paused_, false)) asked_ = true;
  woken_.notify_all();
}

void BackgroundSync::keep_to(const std::string& window) {
  const std::lock_guard lock(mutex_);
  window_ = window;
  next_ = Clock::now();
  edited_ = true;
  woken_.notify_all();
}

void BackgroundSync::edited() {
  const std::lock_guard lock(mutex_);
  edited_ = true;
  woken_.notify_all();
}

SyncStanding BackgroundSync::standing() const {
  const std::lock_guard lock(mutex_);
  auto now = standing_;
  now.window = window_;
  const auto minutes = minutes_to_window();
  if (minutes > 0) now.opens_ms = (wall_clock_ms() / 60'000 + minutes) * 60'000;
  return now;
}

void BackgroundSync::work() {
  // Its own: a form that is learned here is known to the page's store when that has caught up.
  auto forms = FormCatalogue::load();
  auto store = forms ? ClientStore::open(options_.folder, *forms) : fail(forms.error());
  if (!store) {
    log(LogLevel::error, "background sync cannot open the store: " + store.error().id);
    const std::lock_guard lock(mutex_);
    standing_.fault = store.error();
    return;
  }
  while (wait_for_turn(**store)) {
    const auto report = run(**store);
    if (!report) log(LogLevel::info, "background sync ended early: " + report.error().id);
    finish(report);
  }
}

// False when it is to end.
bool BackgroundSync::wait_for_turn(ClientStore& store) {
  for (;;) {
    std::unique_lock lock(mutex_);
    const auto wanted = [&] { return ending_ || asked_ || edited_; };
    if (paused_) {
      woken_.wait(lock, wanted);
    } else {
      woken_.wait_until(lock, next_, wanted);
    }
    if (ending_) return false;
    if (std::exchange(edited_, false) && !asked_) {
      lock.unlock();
      look_at_edits(store);
      continue;
    }
    if (!asked_ && (paused_ || Clock::now() < next_)) continue;
    if (!may_begin()) continue;
    asked_ = false;
    cancel_ = false;
    standing_.activity = SyncActivity::running;
    standing_.started_ms = wall_clock_ms();
    standing_.next_ms = 0;
    standing_.progress = {};
    return true;
  }
}

int BackgroundSync::minute() const {
  return options_.minute_of_day ? options_.minute_of_day() : minute_here();
}

// 0 while it is open, or where there is none. With mutex_ held.
std::uint64_t BackgroundSync::minutes_to_window() const {
  const auto span = DayWindow::parse(window_);
  const int now = minute();
  if (!span || span->contains(now)) return 0;
  return static_cast<std::uint64_t>((span->begin - now + kDayMinutes) % kDayMinutes);
}

// With mutex_ held. The clock is looked at every minute, as it may be set.
bool BackgroundSync::may_begin() {
  urgent_only_ = !asked_ && minutes_to_window() > 0;
  if (!urgent_only_ || urgent_) return true;
  next_ = Clock::now() + kOutsideWindow;
  standing_.next_ms = 0;
  if (standing_.activity == SyncActivity::waiting) standing_.activity = SyncActivity::idle;
  return false;
}

// Soon, at once for an urgent form; while the hub is away, when it would be tried again anyway.
void BackgroundSync::look_at_edits(ClientStore& store) {
  const auto first = store.next_to_send(1);
  const std::lock_guard lock(mutex_);
  if (!first || first->empty()) return;
  const Form* form = store.forms().find(first->front().edit.form);
  urgent_ = form != nullptr && form->urgent;
  if (paused_ || standing_.activity == SyncActivity::waiting) return;
  const auto soon = urgent_ ? milliseconds(0) : options_.after_edit;
  if (Clock::now() + soon < next_) plan(soon);
}

Result<SyncReport> BackgroundSync::run(ClientStore& store) {
  MINSYNC_TRY(store.catch_up());
  const auto& own = store.enrolment();
  const HubAddress hub{options_.hub_address.empty() ? own.hub_url : options_.hub_address, own.hub_pin};
  const auto line = options_.line ? options_.line(hub, cancel_) : make_curl_transport(hub, cancel_);
  // A hub that does not take the key says so to the request as well.
  const auto ready = finish_key_change(store, *line);
  if (!ready && ready.error().kind != FaultKind::not_allowed) return fail(ready.error());
  SyncOptions chosen;
  chosen.attempts = kAttempts;
  chosen.urgent_only = urgent_only_;
  if (urgent_only_) chosen.answer_bytes = kUrgentAnswerBytes;
  auto report = minsync::sync_now(store, *line, chosen, cancel_, [this](const SyncProgress& now) { note(now); });
  if (!report) {
    if (may_be_handed_over(report.error())) MINSYNC_TRY(hand_over(store, *line, cancel_));
    return report;
  }
  // Text goes before pictures.
  if (report->complete) {
    MINSYNC_TRY(send_files(store, *line, ContentFolder(files_folder_of(options_.folder)), {}, cancel_, {}));
  }
  return report;
}

void BackgroundSync::note(const SyncProgress& progress) {
  const std::lock_guard lock(mutex_);
  standing_.progress = progress;
  standing_.line = LineState::up;
}

void BackgroundSync::finish(const Result<SyncReport>& report) {
  const std::lock_guard lock(mutex_);
  standing_.finished_ms = wall_clock_ms();
  // A run that ended early may have stored something all the same.
  standing_.changes += standing_.progress.records_pulled + standing_.progress.edits_sent;
  standing_.activity = paused_ ? SyncActivity::paused : SyncActivity::idle;
  if (report) {
    standing_.line = LineState::up;
    standing_.fault.reset();
    standing_.last = *report;
    retry_ = options_.first_retry;
    urgent_ = false;
    return plan(options_.pause);
  }
  const auto& fault = report.error();
  const auto line = line_after(fault);
  if (line != LineState::unknown) standing_.line = line;
  // The user knows that he paused it.
  if (fault.kind == FaultKind::interrupted) return plan(options_.pause);
  standing_.fault = fault;
  if (fault.kind != FaultKind::unreachable) return plan(kAfterRefusal);
  if (!paused_) standing_.activity = SyncActivity::waiting;
  plan(retry_);
  retry_ = std::min(retry_ * 2, options_.last_retry);
}

// With mutex_ held.
void BackgroundSync::plan(milliseconds pause) {
  next_ = Clock::now() + pause;
  standing_.next_ms = paused_ ? 0 : wall_clock_ms() + static_cast<std::uint64_t>(pause.count());
}

}  // namespace minsync
