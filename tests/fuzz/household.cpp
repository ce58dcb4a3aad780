#include "tests/fuzz/household.h"

#include "sync_protocol/hybrid_clock.h"

namespace minsync::fuzz {
namespace {

constexpr std::uint64_t kMadeMs = 1'470'000'000'000;

}  // namespace

Edit creation_of(const Form& form, const EditId& id, RecordId record, UnitId unit,
                 const std::vector<std::pair<std::string, std::string>>& typed) {
  FieldValues values;
  if (form.workflow) values[form.workflow->field] = form.workflow->initial;
  for (const auto& [name, text] : typed) {
    const Field* field = form.field(name);
    values[field->number] = parse_value(*field, text).value();
  }
  Edit edit;
  edit.id = id;
  edit.kind = EditKind::create;
  edit.record = record;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.unit = unit;
  edit.stamp = Stamp{stamp_of_ms(kMadeMs).value + id.sequence.value};
  for (const auto& rule : form.groups) {
    GroupChange change;
    change.group = rule.number;
    bool any = false;
    for (const auto number : rule.fields) {
      change.values.push_back(values[number]);
      any = any || !is_null(values[number]);
    }
    if (any) edit.changes.push_back(std::move(change));
  }
  return edit;
}

std::vector<std::pair<std::string, std::string>> household_fields() {
  return {{"householder", "张三"},      {"id_number", "11010519491231002X"}, {"address", "文三路1号"},
          {"member_count", "3"},        {"income_per_head", "812.50"},       {"bank_name", "农商银行"},
          {"bank_account", "62170013"}, {"applied_on", "2016-03-01"},        {"cause", "illness"},
          {"aid_items_given", "2"},     {"surveyed_on", "2016-03-05"},       {"survey_opinion", "属实"}};
}

RecordId record_id(std::uint8_t number) {
  return RecordId{Uuid::version7(kMadeMs, {number})};
}

DeviceId device_id(std::uint8_t number) {
  return DeviceId{Uuid::version7(1, {number})};
}

}  // namespace minsync::fuzz
