#include "client/store/audit_watch.h"

#include <sstream>

namespace minsync {
namespace {

constexpr const char* kTold = "audit_told";    // number, a blank, the hash
constexpr const char* kAlarm = "audit_alarm";  // message and number, parted by a blank

struct Told {
  std::uint64_t number = 0;
  std::string hash;
};

Result<Told> last_told(ClientStore& store) {
  MINSYNC_ASSIGN(const auto text, store.setting(kTold));
  Told told;
  std::istringstream(text) >> told.number >> told.hash;
  return told;
}

}  // namespace

Result<std::uint64_t> audit_seen(ClientStore& store) {
  MINSYNC_ASSIGN(const auto told, last_told(store));
  return told.number;
}

Status watch_audit(ClientStore& store, const SyncAnswer& answer, std::uint64_t asked, bool went_back) {
  if (!answer.audit) return {};
  MINSYNC_ASSIGN(const auto told, last_told(store));
  // Another process of this computer was first.
  if (told.number != asked) return {};
  const bool changed = !went_back && told.number != 0 && hex(answer.audit->at_seen) != told.hash;
  if (changed) {
    const bool gone = answer.audit->at_seen == std::array<std::uint8_t, 32>{};
    const char* message = gone ? "client.audit_shortened" : "client.audit_rewritten";
    MINSYNC_TRY(store.set_setting(kAlarm, message + (" " + std::to_string(told.number))));
  }
  if (answer.audit->number == 0) return store.set_setting(kTold, "");
  return store.set_setting(kTold, std::to_string(answer.audit->number) + " " + hex(answer.audit->hash));
}

Result<std::optional<AuditAlarm>> audit_alarm(ClientStore& store) {
  MINSYNC_ASSIGN(const auto text, store.setting(kAlarm));
  if (text.empty()) return std::nullopt;
  std::string message, number;
  std::istringstream(text) >> message >> number;
  return AuditAlarm{message, {number}};
}

Status forget_audit_alarm(ClientStore& store) {
  return store.set_setting(kAlarm, "");
}

}  // namespace minsync
