#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "client/cli/commands.h"
#include "client/cli/file_sync.h"
#include "client/cli/kept_bodies.h"
#include "client/cli/line.h"
#include "client/documents/answers.h"
#include "client/documents/sync_report.h"
#include "client/store/audit_watch.h"
#include "client/store/known_blocks.h"
#include "client/store/rescued.h"
#include "client/sync/hand_over.h"
#include "client/sync/own_key.h"
#include "client/sync/sync_agent.h"
#include "shared/config/values.h"

namespace minsync {
namespace {

constexpr int kWatchPauseS = 60;
constexpr std::size_t kExceptionsShown = 10;

struct CommandOptions {
  std::string window, bodies;
  std::size_t max_bytes = 0;
  bool watch = false, compare = false;
};

// The line on the terminal: what is done, how fast, and how long what is left will take at this rate.
void draw(const Context& context, const SyncProgress& now) {
  const double rate = now.seconds > 0 ? static_cast<double>(now.bytes_sent + now.bytes_received) / now.seconds : 0;
  const double edits_rate = now.seconds > 0 ? static_cast<double>(now.edits_sent) / now.seconds : 0;
  const double left = edits_rate > 0 ? static_cast<double>(now.edits_left) / edits_rate : 0;
  const auto line = context.text(
      "client.progress", {std::to_string(now.edits_sent), std::to_string(now.edits_left),
                          std::to_string(now.records_pulled), size_text(now.bytes_sent), size_text(now.bytes_received),
                          size_text(static_cast<std::uint64_t>(rate)), fmt::format("{:.0f}", left)});
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

bool in_window(const std::string& window) {
  const auto span = DayWindow::parse(window);
  if (!span) return true;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return span->contains(local.tm_hour * 60 + local.tm_min);
}

Json report_json(const SyncReport& report, const FileReport& files) {
  auto out = sync_report_json(report);
  out["files"] = files_json(files);
  return out;
}

// The newest own edits that did not simply go through.
Status tell_exceptions(Context& context, ClientStore& store) {
  MINSYNC_ASSIGN(const auto entries, store.outbox({}, 500));
  std::size_t told = 0;
  for (const auto& entry : entries) {
    const auto kind = answer_kind(entry);
    const bool exception =
        kind == "refused" || kind == "waiting" || kind == "quarantined" || kind == "held" || kind == "in_review";
    if (!exception || entry.state == OutboxState::answered) continue;
    if (++told > kExceptionsShown) break;
    context.note(context.text("client.exception_line",
                              {entry.edit.form, entry.edit.record.value.text(), answer_text(context.language(), entry),
                               reason_text(context.language(), entry)}));
  }
  return {};
}

Result<int> tell(Context& context, ClientStore& store, const SyncReport& report, const FileReport& files) {
  const auto& counts = report.counts;
  if (context.json) {
    context.print_json(report_json(report, files));
  } else {
    context.print(context.text(
        "client.synced",
        {std::to_string(report.pushed), std::to_string(counts.pulled), size_text(report.bytes_sent),
         size_text(report.bytes_received), std::to_string(report.round_trips), fmt::format("{:.1f}", report.seconds)}));
    if (counts.parallel + counts.overwritten > 0) {
      context.print(
          context.text("client.synced_beside", {std::to_string(counts.parallel), std::to_string(counts.overwritten)}));
    }
  }
  if (counts.copied) context.note(context.text("client.copied"));
  if (counts.hub_went_back) context.note(context.text("client.hub_went_back"));
  MINSYNC_ASSIGN(const auto rescued, rescued_values(store));
  if (!rescued.empty()) context.note(context.text("client.status_rescued", {std::to_string(rescued.size())}));
  MINSYNC_ASSIGN(const int files_told, tell_files(context, files));
  MINSYNC_ASSIGN(const auto alarm, audit_alarm(store));
  if (alarm) context.note(context.text(alarm->message, alarm->args));
  const auto open = counts.in_review + counts.waiting + counts.refused + counts.quarantined + counts.held;
  if (open == 0) return alarm ? static_cast<int>(FaultKind::integrity) : files_told;
  context.note(
      context.text("client.synced_in_part",
                   {std::to_string(counts.refused), std::to_string(counts.in_review), std::to_string(counts.waiting),
                    std::to_string(counts.quarantined), std::to_string(counts.held)}));
  MINSYNC_TRY(tell_exceptions(context, store));
  return static_cast<int>(alarm ? FaultKind::integrity : FaultKind::partial);
}

Result<int> sync_once(Context& context, ClientStore& store, Transport& line, const CommandOptions& options) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  SyncOptions chosen;
  chosen.max_batch_bytes = options.max_bytes;
  // A hub that does not take the key says so to the request as well.
  const auto ready = finish_key_change(store, line);
  if (!ready && ready.error().kind != FaultKind::not_allowed) return fail(ready.error());
  std::function<void(const SyncProgress&)> on_progress;  // what nobody sees need not be counted
  if (terminal) on_progress = [&](const SyncProgress& now) { draw(context, now); };
  const auto report = sync_now(store, line, chosen, *context.cancel, on_progress);
  if (terminal) std::fputs("\r\033[K", stderr);
  if (!report) {
    if (may_be_handed_over(report.error())) MINSYNC_TRY(hand_over(store, line, *context.cancel));
    return fail(report.error());
  }
  // Text goes before pictures: only when all of it is through.
  FileReport files;
  if (report->complete) {
    MINSYNC_ASSIGN(files, sync_files(context, store, line, options.max_bytes));
  }
  return tell(context, store, *report, files);
}

// False once the program was told to end.
bool wait(const Context& context, int seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!*context.cancel && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return !*context.cancel;
}

Result<int> watch(Context& context, ClientStore& store, Transport& line, const CommandOptions& options,
                  const std::string& window) {
  do {
    if (!in_window(window)) continue;
    const auto done = sync_once(context, store, line, options);
    MINSYNC_TRY(context.flush());
    if (done) continue;
    // A line that is down comes back; anything else does not mend itself.
    if (done.error().kind != FaultKind::unreachable) return fail(done.error());
    context.note(say(context.language(), done.error()));
  } while (wait(context, kWatchPauseS));
  return static_cast<int>(FaultKind::interrupted);
}

Result<int> run(Context& context, const CommandOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  const auto& window = options.window.empty() ? context.config().text("sync.window") : options.window;
  if (!window.empty() && !DayWindow::parse(window)) return fail(FaultKind::usage, "client.bad_window", {window});
  MINSYNC_ASSIGN(auto line, open_line(context, *store));
  if (!options.bodies.empty()) {
    // They hold records as everybody can read them.
    MINSYNC_TRY(context.store());
    MINSYNC_ASSIGN(line, keep_bodies(std::move(line), options.bodies));
  }
  if (options.compare) {
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
    MINSYNC_TRY(ask_anew(*store));
    MINSYNC_TRY(transaction.commit());
  }
  if (options.watch) return watch(context, *store, *line, options, window);
  if (in_window(window)) return sync_once(context, *store, *line, options);
  context.note(context.text("client.outside_window", {window}));
  if (context.json) context.print_json(report_json({}, {}));
  return kDone;
}

}  // namespace

void add_sync(Commands& commands) {
  auto options = std::make_shared<CommandOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "sync", "client.about_sync");
  command.add_flag("--watch", options->watch, context.text("client.about_watch"));
  command.add_flag("--compare", options->compare, context.text("client.about_compare"));
  command.add_option("--max-bytes", options->max_bytes, context.text("client.about_max_bytes"))
      .type_name("N")
      .range(4096, 8388608);
  command.add_option("--window", options->window, context.text("client.about_window")).type_name("22:00-06:00");
  command.add_option("--keep-bodies", options->bodies, context.text("client.about_keep_bodies")).type_name("DIR");
  commands.on(command, options, run);
}

}  // namespace minsync
