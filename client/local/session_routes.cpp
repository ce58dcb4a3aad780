#include <algorithm>

#include "client/documents/office_status.h"
#include "client/local/handlers.h"
#include "client/users/sessions.h"
#include "client/users/users.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

constexpr std::uint64_t kCalm = 10;

Result<Json> names(Database& database) {
  MINSYNC_ASSIGN(const auto users, all_users(database));
  Json out = Json::array();
  for (const auto& row : users) out.push_back({{"name", row.user.name}, {"display", row.user.display}});
  return out;
}

// Rises when another connection has committed.
Result<std::int64_t> data_version(Database& database) {
  MINSYNC_ASSIGN(auto row, database.prepare("PRAGMA data_version"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

Json own_unit(const Enrolment& own) {
  const UnitSpan* unit = divisions_in_use().find(own.unit);
  return unit == nullptr ? Json(nullptr) : Json(unit_json(divisions_in_use(), *unit));
}

}  // namespace

Result<LocalReply> session(Call& call) {
  auto& page = call.page;
  auto& database = call.store().database();
  MINSYNC_ASSIGN(const auto known, names(database));
  MINSYNC_ASSIGN(const auto user, look_at_session(database, page.session, page.now_ms(), page.settings.lock_after_ms));
  return json_reply({{"users", !known.empty()},
                     {"unlocked", known.empty() || user.has_value()},
                     {"user", user ? Json(user->name) : Json(nullptr)},
                     {"display", user ? Json(user->display) : Json(nullptr)},
                     {"admin", user && user->admin},
                     {"lock_after_minutes", page.settings.lock_after_ms / 60'000},
                     {"names", known},
                     {"org", own_unit(call.store().enrolment())},
                     {"role", role_name(call.store().enrolment().role)},
                     {"language", page.settings.language == Language::zh ? "zh" : "en"}});
}

Result<LocalReply> unlock(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call, "name", 200));
  MINSYNC_ASSIGN(const auto pin, need_text(call, "pin", 200));
  auto& page = call.page;
  auto& database = call.store().database();
  MINSYNC_ASSIGN(const auto user, verify_pin(database, name, pin, page.now_ms()));
  if (!page.session.empty()) MINSYNC_TRY(end_session(database, page.session));
  MINSYNC_ASSIGN(page.session, begin_session(database, user.name, page.now_ms()));
  return session(call);
}

Result<LocalReply> lock(Call& call) {
  auto& page = call.page;
  if (!page.session.empty()) MINSYNC_TRY(end_session(call.store().database(), page.session));
  page.session.clear();
  return session(call);
}

// A status bar asks every few seconds, and counting a hundred thousand records takes a while: what did not change is
// not counted again, and what changes all the time takes a tenth of the server's time at most.
Result<LocalReply> status(Call& call) {
  auto& page = call.page;
  MINSYNC_ASSIGN(const auto version, data_version(call.store().database()));
  const auto begin = page.now_ms();
  const auto& kept = page.status;
  const bool good =
      kept && begin >= kept->at_ms && (kept->data_version == version || begin - kept->at_ms < kCalm * kept->took_ms);
  if (!good) {
    MINSYNC_ASSIGN(const auto now, office_status(call.store(), page.settings.hub_address));
    const auto end = page.now_ms();
    page.status = KeptStatus{status_json(now).dump(), version, end, end - std::min(begin, end)};
  }
  return LocalReply{200, std::string(kJsonType), page.status->document, {}};
}

}  // namespace minsync
