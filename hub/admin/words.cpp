#include "hub/admin/words.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "hub/targets/calendar.h"
#include "shared/forms/characters.h"

namespace minsync {
namespace {

// East Asian wide and full-width characters take two columns of a terminal (Unicode TR11), as far as offices use them.
std::size_t width_of(char32_t c) {
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char32_t c : characters(text)) width += width_of(c);
  return width;
}

}  // namespace

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

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    if (!out.empty()) out += '\n';
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - width_of(row[i]) + 2, ' ');
    }
    while (out.ends_with(' ')) out.pop_back();
  }
  return out;
}

std::string code_of(UnitId unit) {
  const UnitSpan* span = Divisions::built_in().find(unit);
  return span == nullptr ? std::string() : span->code;
}

std::string name_of(UnitId unit) {
  const UnitSpan* span = Divisions::built_in().find(unit);
  return span == nullptr ? std::string() : span->name;
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
