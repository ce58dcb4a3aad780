#include "shared/store/unit_decisions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "shared/store/carrier_records.h"
#include "shared/store/record_tables.h"

namespace minsync {
namespace {

constexpr std::array<std::pair<UnitLevel, const char*>, 3> kLevels = {
    {{UnitLevel::county, "county"}, {UnitLevel::township, "township"}, {UnitLevel::village, "village"}}};
constexpr const char* kInForce = "in_force";
constexpr const char* kAbolished = "abolished";

// Numbers parted by blanks.
std::string joined(const std::vector<UnitId>& units) {
  std::string text;
  for (const auto unit : units) text += (text.empty() ? "" : " ") + std::to_string(unit.value);
  return text;
}

std::vector<UnitId> split(std::string_view text) {
  std::vector<UnitId> units;
  for (const char* at = text.data(); at < text.data() + text.size(); ++at) {
    UnitId unit;
    const auto [end, error] = std::from_chars(at, text.data() + text.size(), unit.value);
    if (error == std::errc{}) units.push_back(unit);
    at = std::max(at, end);
  }
  return units;
}

class Row {
 public:
  Row(const Form& form, const FieldValues& values) : form_(form), values_(values) {}

  std::string text(const char* name) const { return value_in<std::string>(form_, values_, name).value_or(""); }
  std::int64_t number(const char* name) const { return value_in<std::int64_t>(form_, values_, name).value_or(0); }
  UnitId unit(const char* name) const {
    const auto value = number(name);
    return UnitId{value > 0 && value <= UINT32_MAX ? static_cast<std::uint32_t>(value) : 0};
  }

 private:
  const Form& form_;
  const FieldValues& values_;
};

}  // namespace

FieldValues values_of(const Form& form, const UnitDecision& decision) {
  FieldValues values;
  const auto put = [&](const char* name, FieldValue value) { values[form.field(name)->number] = std::move(value); };
  const auto put_units = [&](const char* name, const std::vector<UnitId>& units) {
    if (!units.empty()) put(name, joined(units));
  };
  put("unit", std::int64_t{decision.unit.value});
  put("since", std::int64_t{decision.day});
  put("standing", std::string(decision.abolished ? kAbolished : kInForce));
  put("code", decision.code);
  put("name", decision.name);
  const auto level = std::ranges::find(kLevels, decision.level, &std::pair<UnitLevel, const char*>::first);
  if (level != kLevels.end()) put("level", std::string(level->second));
  put("parent", std::int64_t{decision.parent.value});
  put_units("successors", decision.successors);
  put_units("made_from", decision.made_from);
  return values;
}

std::optional<UnitDecision> decision_in(const Form& form, const FieldValues& values) {
  const Row row(form, values);
  const auto name = row.text("level");
  const auto level = std::ranges::find_if(kLevels, [&](const auto& known) { return known.second == name; });
  const auto day = row.number("since");
  const bool sound = level != kLevels.end() && row.unit("unit").value != 0 && row.unit("parent").value != 0 &&
                     row.text("code").size() == 12 && !row.text("name").empty() && day > INT32_MIN && day < INT32_MAX;
  if (!sound) return std::nullopt;
  return UnitDecision{row.unit("unit"),
                      static_cast<std::int32_t>(day),
                      row.text("standing") == kAbolished,
                      row.text("code"),
                      row.text("name"),
                      level->first,
                      row.unit("parent"),
                      split(row.text("successors")),
                      split(row.text("made_from"))};
}

Result<std::vector<UnitDecision>> read_decisions(RecordTables& records, const FormCatalogue& forms, Version until) {
  return read_carriers<UnitDecision>(records, forms, kUnitForm,
                                     [&](const Form& form, const StoredRecord& record) -> std::optional<UnitDecision> {
                                       if (record.state.version > until) return std::nullopt;
                                       return decision_in(form, record.shown);
                                     });
}

// Read each time: they are few, and another process may have added some.
Result<const Divisions*> RecordTables::divisions() {
  MINSYNC_ASSIGN(auto decisions, read_decisions(*this, *forms_));
  if (decisions.empty()) return &Divisions::built_in();
  if (units_ == nullptr || decisions != decisions_) {
    units_before_ = std::exchange(units_, std::make_shared<const Divisions>(Divisions::built_in().with(decisions)));
    decisions_ = std::move(decisions);
  }
  return units_.get();
}

}  // namespace minsync
