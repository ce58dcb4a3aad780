#include "client/documents/returns.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/documents/authors.h"
#include "client/documents/found_record.h"
#include "client/store/overlay.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/field_rights.h"
#include "shared/forms/validation.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

using Json = nlohmann::ordered_json;

const FieldValue* value_of(const Form& form, const StoredRecord& record, std::string_view name) {
  const Field* field = form.field(name);
  const auto found = field == nullptr ? record.shown.end() : record.shown.find(field->number);
  return found == record.shown.end() ? nullptr : &found->second;
}

std::string text_of(const FieldValue* value) {
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

// The step that led there: an own one that the hub has not merged yet, else what the hub merged last.
struct Step {
  Origin origin;
  bool own = false;
};
Result<std::optional<Step>> step_of(ClientStore& store, const Form& form, const StoredRecord& record) {
  const auto group = form.group_of(form.workflow->field).number;
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  std::optional<Step> step;
  for (const auto& head : record.state.groups) {
    if (head.number != group || head.heads.empty()) continue;
    const auto newest = std::ranges::max_element(head.heads, {}, [](const Head& one) { return one.origin.stamp; });
    step = Step{newest->origin, newest->origin.edit.device == store.enrolment().device};
  }
  for (const auto* entry : edits_on_top(record.state, own)) {
    const bool sets = std::ranges::find(entry->edit.changes, group, &GroupChange::group) != entry->edit.changes.end();
    if (sets) step = Step{{entry->edit.id, entry->version, entry->edit.stamp}, true};
  }
  return step;
}

Json fields_json(Language language, const Form& form, const std::string& labels) {
  Json fields = Json::array();
  for (std::size_t begin = 0; begin < labels.size();) {
    const auto end = std::min(labels.find(kBetweenLabels, begin), labels.size());
    const auto label = labels.substr(begin, end - begin);
    const auto field = std::ranges::find(form.fields, label, [](const Field& one) { return one.label.zh; });
    const bool known = field != form.fields.end();
    fields.push_back(
        {{"name", known ? Json(field->name) : Json(nullptr)}, {"label", known ? field->label.in(language) : label}});
    begin = end + kBetweenLabels.size();
  }
  return fields;
}

}  // namespace

Result<Json> returned_json(Language language, ClientStore& store, const Form& form, const StoredRecord& record,
                           std::int64_t today_days) {
  if (!form.workflow || record.deleted || state_in(form, record.shown) != kReturnedState) return Json(nullptr);
  Json out = {{"org", ""}, {"org_name", ""}, {"author", ""}, {"time", nullptr}};
  MINSYNC_ASSIGN(const auto step, step_of(store, form, record));
  if (step) {
    const auto code = author_org(store, record.state.unit, step->origin);
    const UnitSpan* unit = divisions_in_use().find_code(code);
    out["org"] = code;
    out["org_name"] = unit == nullptr ? "" : unit->name;
    out["author"] = author_name(language, store, step->origin.edit.device);
    out["time"] = time_text(static_cast<std::int64_t>(ms_of_stamp(step->origin.stamp)));
  }
  out["reason"] = text_of(value_of(form, record, kReturnReason));
  out["fields"] = fields_json(language, form, text_of(value_of(form, record, kReturnFields)));
  const auto* deadline = value_of(form, record, kReturnDeadline);
  const auto* day = deadline == nullptr ? nullptr : std::get_if<std::int64_t>(deadline);
  out["deadline"] = day == nullptr ? Json(nullptr) : Json(format_value(*form.field(kReturnDeadline), *deadline));
  out["overdue"] = day != nullptr && *day < today_days;
  return out;
}

}  // namespace minsync
