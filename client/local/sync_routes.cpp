#include <cmath>

#include "client/documents/sync_report.h"
#include "client/local/background_sync.h"
#include "client/local/handlers.h"
#include "shared/config/values.h"

namespace minsync {
namespace {

const char* name_of(SyncActivity activity) {
  constexpr const char* kNames[] = {"idle", "running", "paused", "waiting"};
  return kNames[static_cast<std::size_t>(activity)];
}

const char* name_of(LineState line) {
  constexpr const char* kNames[] = {"unknown", "up", "down", "busy"};
  return kNames[static_cast<std::size_t>(line)];
}

Json time_or_null(std::uint64_t ms) {
  return ms == 0 ? Json(nullptr) : Json(ms);
}

Json standing_json(const SyncStanding& now, Language language) {
  const auto& progress = now.progress;
  const auto bytes = static_cast<double>(progress.bytes_sent + progress.bytes_received);
  const double rate = progress.seconds > 0 ? bytes / progress.seconds : 0;
  const double edits_rate = progress.seconds > 0 ? static_cast<double>(progress.edits_sent) / progress.seconds : 0;
  const bool tells = now.activity == SyncActivity::running && edits_rate > 0;
  return {{"state", name_of(now.activity)},
          {"line", name_of(now.line)},
          {"started_ms", time_or_null(now.started_ms)},
          {"finished_ms", time_or_null(now.finished_ms)},
          {"edits_sent", progress.edits_sent},
          {"edits_left", progress.edits_left},
          {"records_pulled", progress.records_pulled},
          {"changes", now.changes},
          {"bytes_sent", progress.bytes_sent},
          {"bytes_received", progress.bytes_received},
          {"rate", std::llround(rate)},
          {"seconds_left",
           tells ? Json(std::llround(static_cast<double>(progress.edits_left) / edits_rate)) : Json(nullptr)},
          {"next_ms", time_or_null(now.next_ms)},
          {"window", now.window},
          {"opens_ms", time_or_null(now.opens_ms)},
          {"fault", now.fault ? Json{{"error", now.fault->id}, {"message", say(language, *now.fault)}} : Json(nullptr)},
          {"last", now.last ? sync_report_json(*now.last) : Json(nullptr)}};
}

}  // namespace

Result<LocalReply> sync_standing(Call& call) {
  const auto* sync = call.page.sync;
  return json_reply(standing_json(sync == nullptr ? SyncStanding{} : sync->standing(), call.language));
}

static Result<LocalReply> choose_window(Call& call) {
  MINSYNC_ASSIGN(const auto window, text_or_empty(call, "window", 20));
  if (!window.empty() && !DayWindow::parse(window)) return fail(FaultKind::bad_input, "client.bad_window", {window});
  MINSYNC_TRY(set_window(call.store(), window));
  if (call.page.sync != nullptr) call.page.sync->keep_to(window);
  return sync_standing(call);
}

Result<LocalReply> sync_do(Call& call) {
  MINSYNC_ASSIGN(const auto what, need_text(call, "do", 20));
  auto* sync = call.page.sync;
  if (what == "window") return choose_window(call);
  if (what != "now" && what != "pause" && what != "resume") {
    return fail(FaultKind::bad_input, "local.bad_value", {"do"});
  }
  if (what != "now") MINSYNC_TRY(set_paused(call.store(), what == "pause"));
  if (sync != nullptr && what == "now") sync->sync_once();
  if (sync != nullptr && what == "pause") sync->pause();
  if (sync != nullptr && what == "resume") sync->resume();
  return sync_standing(call);
}

}  // namespace minsync
