#include "hub/documents/hub_json.h"

#include <nlohmann/json.hpp>

#include "hub/documents/names.h"

namespace minsync {

nlohmann::json time_or_null(std::int64_t ms) {
  return ms == 0 ? nlohmann::json() : nlohmann::json(time_text(ms));
}

nlohmann::json device_json(const Device& device) {
  return {{"id", device.id.value.text()},
          {"name", device.name},
          {"org", code_of(device.unit)},
          {"role", role_name(device.role)},
          {"forms", device.forms},
          {"revoked", device.revoked},
          {"enrolled", time_or_null(device.enrolled_ms)},
          {"last_contact", time_or_null(device.last_contact_ms)}};
}

nlohmann::json entry_json(const AuditEntry& entry) {
  return {{"number", entry.number},
          {"time", time_text(entry.at_ms)},
          {"action", std::string(action_name(entry.event.action))},
          {"actor", entry.event.actor},
          {"object", entry.event.object},
          {"details", entry.event.details},
          {"hash", hex(entry.hash)}};
}

nlohmann::json enrol_code_json(const CheckedCode& checked, const std::string& code) {
  return {{"code", code},
          {"org", checked.unit_code},
          {"role", role_name(checked.role)},
          {"forms", checked.forms},
          {"expires", time_text(checked.expires_ms)}};
}

}  // namespace minsync
