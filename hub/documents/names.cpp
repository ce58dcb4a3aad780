#include "hub/documents/names.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "hub/targets/calendar.h"
#include "shared/divisions/in_use.h"
#include "shared/text/text.h"

namespace minsync {
std::int32_t today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  const std::chrono::year_month_day date{std::chrono::year{local.tm_year + 1900},
                                         std::chrono::month{static_cast<unsigned>(local.tm_mon + 1)},
                                         std::chrono::day{static_cast<unsigned>(local.tm_mday)}};
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

Result<std::optional<std::int32_t>> read_day(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto day = parse_target_day(text);
  if (!day) return fail(FaultKind::usage, "hub.bad_day", {text.substr(0, 40)});
  return day;
}

std::string code_of(UnitId unit) {
  const UnitSpan* span = divisions_in_use().find(unit);
  return span == nullptr ? std::string() : span->code;
}

std::string name_of(UnitId unit) {
  const UnitSpan* span = divisions_in_use().find(unit);
  return span == nullptr ? std::string() : span->name;
}

Result<std::string> reason_text(const std::string& typed) {
  if (typed.size() > kMaxNoteBytes) {
    return fail(FaultKind::bad_input, "hub.reason_too_long", {std::to_string(kMaxNoteBytes)});
  }
  return normalise(typed);
}

Result<UnitId> city_of(HubStore& store) {
  MINSYNC_ASSIGN(const auto text, store.setting("city"));
  if (text.empty()) return fail(FaultKind::integrity, "hub.not_initialised", {""});
  return UnitId{static_cast<std::uint32_t>(std::stoul(text))};
}

Result<AuthorNames> AuthorNames::read(HubStore& store) {
  AuthorNames names;
  MINSYNC_ASSIGN(const auto devices, store.devices());
  for (const auto& device : devices) {
    // Machines of one office often bear the same name.
    const auto short_id = device.id.value.text().substr(28);
    const auto name = device.name.empty() ? short_id : device.name + " (" + short_id + ")";
    names.names_[device.id] = {name, code_of(device.unit)};
  }
  MINSYNC_ASSIGN(const auto own, store.setting("device"));
  MINSYNC_ASSIGN(const auto city, city_of(store));
  if (const auto id = Uuid::parse(own)) {
    MINSYNC_ASSIGN(const auto name, store.setting("name"));
    names.names_[DeviceId{*id}] = {name, code_of(city)};
  }
  return names;
}

AuthorName AuthorNames::operator()(const EditId& id) const {
  const auto found = names_.find(id.device);
  return found == names_.end() ? AuthorName{id.device.value.text(), ""} : found->second;
}

}  // namespace minsync
