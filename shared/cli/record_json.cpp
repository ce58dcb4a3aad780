#include "shared/cli/record_json.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <nlohmann/json.hpp>

#include "shared/divisions/in_use.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

nlohmann::json side_json(const Form& form, const GroupRule& rule, const Head& head,
                         const std::function<AuthorName(const EditId&)>& author, Disclosure disclosure) {
  const auto who = author(head.origin.edit);
  return {{"value", group_json(form, rule, head.values, disclosure)},
          {"author", who.name},
          {"org", who.org},
          {"time", time_text(static_cast<std::int64_t>(ms_of_stamp(head.origin.stamp)))}};
}

// What both sides started from; whose value that was is not kept with them.
nlohmann::json base_json(const Form& form, const GroupRule& rule, const Head& incoming, Disclosure disclosure) {
  return {{"value", group_json(form, rule, incoming.displayed, disclosure)},
          {"author", nullptr},
          {"org", nullptr},
          {"time", nullptr}};
}

}  // namespace

nlohmann::json value_json(const Field& field, const FieldValue& value, Disclosure disclosure) {
  if (is_null(value)) return nullptr;
  if (is_hidden(field, disclosure)) return disclosed(field, value, disclosure);
  if (const auto* number = std::get_if<std::int64_t>(&value); number != nullptr && field.type == FieldType::integer) {
    return *number;
  }
  if (const auto* options = std::get_if<Options>(&value)) return *options;
  return format_value(field, value);
}

nlohmann::json group_json(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values,
                          Disclosure disclosure) {
  if (values.empty()) return nullptr;
  if (rule.fields.size() == 1) return value_json(*form.field(rule.fields.front()), values.front(), disclosure);
  auto object = nlohmann::json::object();
  for (std::size_t i = 0; i < rule.fields.size() && i < values.size(); ++i) {
    const Field& field = *form.field(rule.fields[i]);
    object[field.name] = value_json(field, values[i], disclosure);
  }
  return object;
}

nlohmann::json record_json(const Form& form, const StoredRecord& record, Disclosure disclosure) {
  auto fields = nlohmann::json::object();
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    fields[field.name] = found == record.shown.end() ? nlohmann::json() : value_json(field, found->second, disclosure);
  }
  const UnitSpan* unit = divisions_in_use().find(record.state.unit);
  nlohmann::json json = {{"id", record.state.id.value.text()},
                         {"form", form.name},
                         {"org", unit == nullptr ? nlohmann::json() : nlohmann::json(unit->code)},
                         {"version", record.state.version.value},
                         {"fields", std::move(fields)}};
  json["state"] = form.workflow ? nlohmann::json(state_in(form, record.shown)) : nlohmann::json();
  if (record.deleted) json["deleted"] = true;
  return json;
}

std::string level_name(UnitLevel level) {
  constexpr const char* kNames[] = {"city", "county", "township", "village"};
  return kNames[static_cast<std::size_t>(level) - 1];
}

nlohmann::json unit_json(const Divisions& divisions, const UnitSpan& unit) {
  const UnitSpan* parent = unit.parent.value == 0 ? nullptr : divisions.find(unit.parent, unit.from_day);
  if (parent == nullptr && unit.parent.value != 0) parent = divisions.find(unit.parent);
  return {{"code", unit.code},
          {"name", unit.name},
          {"level", level_name(unit.level)},
          {"parent", parent == nullptr ? nlohmann::json() : nlohmann::json(parent->code)}};
}

nlohmann::json conflict_json(const Form& form, RecordId record, const GroupState& state,
                             const std::function<AuthorName(const EditId&)>& author, Disclosure disclosure) {
  const GroupRule* rule = form.group(state.number);
  if (rule == nullptr) return nullptr;
  const auto conflict = conflict_of(*rule, state);
  if (conflict.others.empty()) return nullptr;
  const bool review = rule->policy == MergePolicy::review;
  const Head& incoming = *conflict.others.front();
  nlohmann::json json = {{"id", conflict_id(record, state.number)},
                         {"record", record.value.text()},
                         {"form", form.name},
                         {"kind", review ? "review" : "overwritten"},
                         {"state", review ? "open" : "notice"},
                         {"base", review ? base_json(form, *rule, incoming, disclosure) : nlohmann::json()},
                         {"current", side_json(form, *rule, *conflict.shown, author, disclosure)},
                         {"incoming", side_json(form, *rule, incoming, author, disclosure)},
                         {"others", conflict.others.size()}};
  const Field& first = *form.field(rule->fields.front());
  json[rule->fields.size() == 1 ? "field" : "group"] = rule->fields.size() == 1 ? first.name : first.merge_group;
  return json;
}

std::string conflict_id(RecordId record, GroupNumber group) {
  return record.value.text() + ":" + std::to_string(group.value);
}

Result<RecordId> parse_record_id(std::string_view text) {
  const auto id = Uuid::parse(text);
  if (!id) return fail(FaultKind::bad_input, "common.bad_record_id", {std::string(text.substr(0, 100))});
  return RecordId{*id};
}

Result<std::pair<RecordId, GroupNumber>> parse_conflict_id(std::string_view text) {
  const auto colon = text.rfind(':');
  std::uint16_t group = 0;
  const auto record = Uuid::parse(text.substr(0, std::min(colon, text.size())));
  const auto digits = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), group);
  if (!record || digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
    return fail(FaultKind::bad_input, "common.bad_conflict_id", {std::string(text.substr(0, 100))});
  }
  return std::pair(RecordId{*record}, GroupNumber{group});
}

Result<std::vector<FieldValue>> chosen_values(const Form& form, const GroupState& state, std::string_view keep) {
  const GroupRule& rule = *form.group(state.number);
  const auto conflict = conflict_of(rule, state);
  if (conflict.others.empty()) return fail(FaultKind::bad_input, "common.no_conflict");
  if (keep == "current") return conflict.shown->values;
  if (keep == "incoming") return conflict.others.front()->values;
  if (keep == "base") {
    if (rule.policy != MergePolicy::review) return fail(FaultKind::bad_input, "common.no_base");
    const auto& base = conflict.others.front()->displayed;
    return base.empty() ? std::vector<FieldValue>(rule.fields.size(), Null{}) : base;
  }
  if (!keep.starts_with("value=")) return fail(FaultKind::usage, "common.bad_keep", {std::string(keep.substr(0, 100))});
  if (rule.fields.size() != 1) return fail(FaultKind::usage, "common.keep_value_of_group");
  MINSYNC_TRY(check_not_masked(*form.field(rule.fields.front()), keep.substr(6)));
  MINSYNC_ASSIGN(auto value, parse_value(*form.field(rule.fields.front()), keep.substr(6)));
  return std::vector<FieldValue>{std::move(value)};
}

std::string time_text(std::int64_t unix_ms) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

}  // namespace minsync
