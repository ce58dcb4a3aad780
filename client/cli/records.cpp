#include "client/cli/records.h"

#include <ctime>

#include "shared/divisions/in_use.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {

std::string values_text(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values,
                        Language language, Disclosure disclosure) {
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < rule.fields.size(); ++i) {
    if (i > 0) out += " / ";
    out += disclosed(*form.field(rule.fields[i]), values[i], language, disclosure);
  }
  return out;
}

std::string unit_name(UnitId unit) {
  const UnitSpan* span = divisions_in_use().find(unit);
  return span == nullptr ? "" : span->name;
}

std::string stamp_text(Stamp stamp) {
  return time_text(static_cast<std::int64_t>(ms_of_stamp(stamp)));
}

std::string local_time(std::uint64_t unix_ms) {
  if (unix_ms == 0) return {};
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[20];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts)};
}

}  // namespace minsync
