#include "client/cli/records.h"

#include <ctime>

#include "client/exchange/entry_rules.h"
#include "shared/divisions/divisions.h"
#include "shared/forms/characters.h"

namespace minsync {
namespace {

const FieldValue& value_of(const FieldValues& values, FieldNumber number) {
  static const FieldValue nothing{Null{}};
  const auto found = values.find(number);
  return found == values.end() ? nothing : found->second;
}

std::string formatted_time(const char* format, const std::tm& parts) {
  char text[40];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

Json value_json(const Field& field, const FieldValue& value) {
  if (is_null(value)) return nullptr;
  if (field.type == FieldType::integer) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  }
  if (const auto* options = std::get_if<Options>(&value)) return *options;
  return format_value(field, value);
}

Json record_json(const Form& form, const StoredRecord& record) {
  Json fields = Json::object();
  for (const auto& field : form.fields) fields[field.name] = value_json(field, value_of(record.shown, field.number));
  return {{"id", record.state.id.value.text()},
          {"form", form.name},
          {"org", unit_code(record.state.unit)},
          {"state", form.workflow ? Json(state_in(form, record.shown)) : Json(nullptr)},
          {"version", record.state.version.value},
          {"fields", std::move(fields)}};
}

Json values_json(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values) {
  if (values.size() != rule.fields.size()) return nullptr;
  if (rule.fields.size() == 1) return value_json(*form.field(rule.fields.front()), values.front());
  Json out = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Field& field = *form.field(rule.fields[i]);
    out[field.name] = value_json(field, values[i]);
  }
  return out;
}

std::string value_text(const Field& field, const FieldValue& value, Language language, bool reveal) {
  if (field.sensitive && !reveal) return mask_value(field, format_value(field, value));
  return show_value(field, value, language);
}

std::string values_text(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values,
                        Language language, bool reveal) {
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < rule.fields.size(); ++i) {
    if (i > 0) out += " / ";
    out += value_text(*form.field(rule.fields[i]), values[i], language, reveal);
  }
  return out;
}

std::string record_title(const Form& form, const FieldValues& shown, Language language, bool reveal) {
  std::string title;
  int taken = 0;
  for (const auto& field : form.fields) {
    const auto& value = value_of(shown, field.number);
    if (field.type == FieldType::reference || is_null(value)) continue;
    title += (title.empty() ? "" : " ") + value_text(field, value, language, reveal);
    if (++taken == 2) break;
  }
  return fitted(title, 40);
}

std::string unit_code(UnitId unit) {
  const UnitSpan* span = Divisions::built_in().find(unit);
  return span == nullptr ? "" : span->code;
}

std::string unit_name(UnitId unit) {
  const UnitSpan* span = Divisions::built_in().find(unit);
  return span == nullptr ? "" : span->name;
}

std::string iso_time(std::uint64_t unix_ms) {
  if (unix_ms == 0) return {};
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return formatted_time("%Y-%m-%dT%H:%M:%SZ", parts);
}

std::string local_time(std::uint64_t unix_ms) {
  if (unix_ms == 0) return {};
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return formatted_time("%Y-%m-%d %H:%M", parts);
}

Result<FoundRecord> find_record(ClientStore& store, std::string_view id) {
  const auto uuid = Uuid::parse(trim_blanks(id));
  if (!uuid) return fail(FaultKind::bad_input, "client.bad_id", {shortened(id)});
  const auto none = fail(FaultKind::bad_input, "client.no_record", {uuid->text()});
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(RecordId{*uuid}));
  if (form == nullptr) return none;
  MINSYNC_ASSIGN(auto record, store.records().load(*form, RecordId{*uuid}));
  if (!record) return none;
  if (record->deleted) return fail(FaultKind::bad_input, "client.record_deleted", {uuid->text()});
  return FoundRecord{form, std::move(*record)};
}

}  // namespace minsync
