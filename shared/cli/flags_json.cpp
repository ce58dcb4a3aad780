#include "shared/cli/flags_json.h"

#include <nlohmann/json.hpp>

#include "shared/divisions/divisions.h"

namespace minsync {

std::vector<Finding> flags_of(const Form& form, const StoredRecord& record, std::int64_t today_days) {
  if (record.deleted) return {};
  CheckContext context;
  context.today_days = today_days;
  context.area_known = [](std::string_view area) { return Divisions::built_in().area_known(area); };
  return check_record(form, record.shown, context);
}

nlohmann::json flags_json(const Form& form, const std::vector<Finding>& flags, Language language) {
  constexpr std::string_view kArea = "forms.";
  auto json = nlohmann::json::array();
  for (const auto& flag : flags) {
    const Field* field = form.field(flag.field);
    std::string_view rule = flag.fault.id;
    if (rule.starts_with(kArea)) rule.remove_prefix(kArea.size());
    json.push_back({{"rule", rule},
                    {"field", field == nullptr ? nlohmann::json() : nlohmann::json(field->name)},
                    {"severity", flag.severity == Severity::error ? "error" : "warning"},
                    {"message", say(language, flag.fault)}});
  }
  return json;
}

}  // namespace minsync
