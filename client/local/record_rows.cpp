#include "client/local/record_rows.h"

#include <algorithm>

#include "client/documents/answers.h"
#include "client/documents/conflicts.h"
#include "shared/cli/flags_json.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/characters.h"
#include "shared/forms/disclosure.h"

namespace minsync {
namespace {

Result<Json> marks_json(Call& call, const Form& form, const StoredRecord& record) {
  MINSYNC_ASSIGN(const auto own, call.store().edits_of(record.state.id));
  std::vector<std::string> marks;
  for (const auto& entry : own) {
    const bool settled =
        entry.state == OutboxState::unshown || entry.state == OutboxState::done || entry.state == OutboxState::answered;
    const auto kind = answer_kind(entry);
    if (!settled && std::ranges::find(marks, kind) == marks.end()) marks.push_back(kind);
  }
  if (!conflicts_of(form, record).empty()) marks.emplace_back("conflict");
  if (!flags_of(form, record, today_here()).empty()) marks.emplace_back("warning");
  return Json(marks);
}

}  // namespace

std::string record_title(const Form& form, const StoredRecord& record) {
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    if (field.type != FieldType::text || field.sensitive || found == record.shown.end()) continue;
    return shortened(format_value(field, found->second), 40);
  }
  const auto id = record.state.id.value.text();
  return id.substr(id.size() - 8);
}

Json receipt_json(Call& call, const OutboxEntry& entry) {
  auto out = answer_json(call.language, call.store().forms().find(entry.edit.form), entry, Disclosure::masked);
  out["text"] = answer_text(call.language, entry);
  return out;
}

Result<Json> row_json(Call& call, const Form& form, const StoredRecord& record) {
  Json row = record_json(form, record, Disclosure::masked);
  const UnitSpan* unit = divisions_in_use().find(record.state.unit);
  row["org_name"] = unit == nullptr ? "" : unit->name;
  MINSYNC_ASSIGN(row["marks"], marks_json(call, form, record));
  return row;
}

std::string unit_name(const std::string& code) {
  const UnitSpan* unit = divisions_in_use().find_code(code);
  return unit == nullptr ? "" : unit->name;
}

}  // namespace minsync
