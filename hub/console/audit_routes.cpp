#include "hub/audit/audit_log.h"
#include "hub/console/handlers.h"
#include "hub/documents/hub_json.h"

namespace minsync::console {
namespace {

// So that an answer takes no longer than that, however long the log is.
constexpr std::size_t kMostLookedAt = 20'000;
constexpr std::uint64_t kHighest = std::uint64_t{1} << 62;

bool is_action(const std::string& word) {
  for (int number = 1; number < 256; ++number) {
    if (action_name(static_cast<AuditAction>(number)) == word) return true;
  }
  return false;
}

Json shown(const Call& call, const AuditEntry& entry) {
  auto json = entry_json(entry);
  const auto message = action_message(entry.event.action);
  json["text"] = message.empty() ? std::string() : say(call.language, message);
  return json;
}

}  // namespace

Result<Json> audit_entries(Call& call) {
  MINSYNC_ASSIGN(const auto after, query_number(call, "after", 0, {0, kHighest}));
  MINSYNC_ASSIGN(const auto limit, query_limit(call));
  MINSYNC_ASSIGN(const auto actor, query_text(call, "actor"));
  MINSYNC_ASSIGN(const auto action, query_text(call, "action"));
  if (!action.empty() && !is_action(action)) {
    return fail(FaultKind::bad_input, "console.no_action", {action.substr(0, 40)});
  }
  MINSYNC_ASSIGN(const auto head, audit_head(call.store));
  auto json = Json{{"entries", Json::array()}, {"next", nullptr}, {"last", head.number}};
  std::size_t looked_at = 0;
  std::uint64_t last = after;
  MINSYNC_TRY(call.store.each_audit(after, [&](const AuditEntry& entry) -> Result<bool> {
    if (json["entries"].size() == limit || looked_at == kMostLookedAt) {
      json["next"] = last;
      return false;
    }
    ++looked_at;
    last = entry.number;
    const bool wanted =
        (actor.empty() || entry.event.actor == actor) && (action.empty() || action_name(entry.event.action) == action);
    if (wanted) json["entries"].push_back(shown(call, entry));
    return true;
  }));
  return json;
}

}  // namespace minsync::console
