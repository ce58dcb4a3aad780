#include "client/exchange/returning.h"

#include "client/documents/returns.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

// Labels, as people read them in every list, file and program.
Result<std::string> labels_of(const Form& form, const std::vector<std::string>& names) {
  std::string labels;
  for (const auto& name : names) {
    MINSYNC_ASSIGN(const Field* field, get_field(form, name));
    if (!labels.empty()) labels += kBetweenLabels;
    labels += field->label.zh;
  }
  return labels;
}

Status put(const Form& form, std::string_view name, const std::string& typed, ReadEntry& entry) {
  const Field* field = form.field(name);
  if (field == nullptr) return {};
  MINSYNC_ASSIGN(const auto text, normalise(typed));
  auto value = parse_value(*field, text);
  if (value) {
    entry.values.emplace(field->number, std::move(*value));
  } else {
    entry.faults.push_back({Severity::error, field->number, false, std::move(value).error()});
  }
  return {};
}

}  // namespace

Result<ReadEntry> returning_values(const Form& form, const std::string& reason, const Returning& returning) {
  const bool whole = form.field(kReturnFields) != nullptr && form.field(kReturnDeadline) != nullptr;
  if (!whole && !returning.empty()) return fail(FaultKind::usage, "client.no_return_fields", {form.name});
  ReadEntry entry;
  MINSYNC_ASSIGN(const auto labels, labels_of(form, returning.fields));
  MINSYNC_TRY(put(form, kReturnReason, reason, entry));
  MINSYNC_TRY(put(form, kReturnFields, labels, entry));
  MINSYNC_TRY(put(form, kReturnDeadline, returning.deadline, entry));
  return entry;
}

}  // namespace minsync
