#include "client/exchange/import_row.h"

#include <algorithm>

#include "client/exchange/entry_rules.h"
#include "client/exchange/record_export.h"
#include "shared/divisions/divisions.h"
#include "shared/forms/characters.h"
#include "shared/forms/disclosure.h"

namespace minsync {
namespace {

RowFault row_fault(std::size_t row, std::string field, std::string id, std::vector<std::string> args = {}) {
  return {row, std::move(field), {FaultKind::bad_input, std::move(id), std::move(args), {}}};
}

std::string key_text(const std::vector<FieldValue>& key) {
  std::string text;
  for (const auto& value : key) append_canonical(text, value);
  return text;
}

// The values of the form's match key, or nothing if one of them is not given.
std::vector<FieldValue> match_key_of(const Form& form, const FieldValues& typed) {
  std::vector<FieldValue> key;
  for (const auto number : form.match_key) {
    const auto found = typed.find(number);
    if (found == typed.end() || is_null(found->second)) return {};
    key.push_back(found->second);
  }
  return key;
}

}  // namespace

ImportColumns read_columns(const Form& form, const std::vector<std::string>& header,
                           const std::map<std::string, std::string>& mapping, std::vector<RowFault>& faults) {
  ImportColumns columns;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto mapped = mapping.find(header[i]);
    const auto name = trim_blanks(mapped == mapping.end() ? header[i] : mapped->second);
    columns.fields.push_back(nullptr);
    if (name.empty() && mapped != mapping.end()) continue;
    int* special = name == kIdColumn     ? &columns.id
                   : name == kOrgColumn  ? &columns.org
                   : name == kSeenColumn ? &columns.seen
                                         : nullptr;
    bool twice = special != nullptr && *special >= 0;
    if (special != nullptr) {
      *special = static_cast<int>(i);
    } else if (auto field = get_field(form, name)) {
      twice = std::ranges::find(columns.fields, *field) != columns.fields.end();
      columns.fields.back() = *field;
    } else {
      faults.push_back({1, quotable(header[i]), std::move(field).error()});
    }
    if (twice) faults.push_back(row_fault(1, header[i], "client.column_twice", {header[i]}));
  }
  return columns;
}

std::string RowReader::cell(const CsvRow& row, int column) const {
  return column < 0 ? std::string() : std::string(trim_blanks(row.cells[static_cast<std::size_t>(column)]));
}

std::string RowReader::column_of(FieldNumber field) const {
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (columns_.fields[i] != nullptr && columns_.fields[i]->number == field) return header_[i];
  }
  const Field* found = form_.field(field);
  return found == nullptr ? "" : found->name;
}

RowReader::Cells RowReader::read_cells(const CsvRow& row, std::vector<RowFault>& faults) {
  Cells cells;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Field* field = columns_.fields[i];
    if (field == nullptr) continue;
    if (looks_masked(*field, row.cells[i])) {
      cells.masked[field->number] = trim_blanks(row.cells[i]);
      continue;
    }
    auto value = parse_entry(store_, *field, row.cells[i]);
    if (value) {
      cells.typed[field->number] = std::move(*value);
    } else {
      faults.push_back({row.number, header_[i], std::move(value).error()});
    }
  }
  return cells;
}

Result<std::optional<StoredRecord>> RowReader::find_match(const CsvRow& row, const std::vector<FieldValue>& key,
                                                          std::vector<RowFault>& faults) {
  const auto column = column_of(form_.match_key.front());
  const auto [earlier, fresh] = rows_of_keys_.emplace(key_text(key), row.number);
  if (!fresh) {
    faults.push_back(row_fault(row.number, column, "client.row_twice",
                               {std::to_string(row.number), std::to_string(earlier->second)}));
    return std::nullopt;
  }
  MINSYNC_ASSIGN(const auto found, store_.records().match(form_, key));
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    faults.push_back(row_fault(row.number, column, "client.many_matches", {std::to_string(found.size())}));
    return std::nullopt;
  }
  return store_.records().load(form_, found.front());
}

Result<std::optional<StoredRecord>> RowReader::find_record(const CsvRow& row, const FieldValues& typed,
                                                           std::vector<RowFault>& faults) {
  const auto text = cell(row, columns_.id);
  if (text.empty()) {
    const auto key = match_key_of(form_, typed);
    if (key.empty() || !faults.empty()) return std::nullopt;
    return find_match(row, key, faults);
  }
  const auto id = Uuid::parse(text);
  if (!id) {
    faults.push_back(row_fault(row.number, std::string(kIdColumn), "common.bad_record_id", {quotable(text)}));
    return std::nullopt;
  }
  const auto [earlier, fresh] = rows_of_ids_.emplace(id->text(), row.number);
  if (!fresh) {
    faults.push_back(row_fault(row.number, std::string(kIdColumn), "client.row_twice",
                               {std::to_string(row.number), std::to_string(earlier->second)}));
    return std::nullopt;
  }
  MINSYNC_ASSIGN(auto record, store_.records().load(form_, RecordId{*id}));
  if (record && !record->deleted) return record;
  faults.push_back(row_fault(row.number, std::string(kIdColumn), "client.no_record", {id->text()}));
  return std::nullopt;
}

Status RowReader::read_displayed(const CsvRow& row, RecordId record, PlannedRow& plan) const {
  const auto token = cell(row, columns_.seen);
  if (token.empty()) return {};
  MINSYNC_ASSIGN(plan.displayed, read_token(form_, record, store_.enrolment().device, token, &export_key_));
  return {};
}

bool RowReader::untouched(const PlannedRow& plan, const StoredRecord& record, const Field& field,
                          const std::string& cell) const {
  const auto shown = record.shown.find(field.number);
  const auto now = shown == record.shown.end() ? FieldValue(Null{}) : shown->second;
  const auto seen = plan.displayed ? plan.displayed->value(form_, field) : now;
  if (!is_null(seen) && disclosed(field, seen, Disclosure::masked) == cell) return true;
  // A value may have a * of its own.
  const auto typed = parse_value(field, cell);
  if (!typed) return false;
  return plan.displayed ? !plan.displayed->changed(form_, field, *typed) : *typed == now;
}

void RowReader::refuse_masked(const CsvRow& row, const std::map<FieldNumber, std::string>& cells,
                              std::vector<RowFault>& faults) const {
  for (const auto& [number, text] : cells) {
    faults.push_back({row.number, column_of(number), check_not_masked(*form_.field(number), text).error()});
  }
}

void RowReader::plan_edit(const CsvRow& row, const StoredRecord& record, Cells cells, PlannedRow& plan,
                          std::vector<RowFault>& faults) const {
  plan.record = record.state.id;
  plan.before = record.shown;
  if (const auto code = cell(row, columns_.org); !code.empty()) {
    const auto divisions = store_.records().divisions();
    const auto unit = divisions ? (*divisions)->get_code(half_width(code)) : fail(divisions.error());
    if (!unit) {
      faults.push_back({row.number, std::string(kOrgColumn), unit.error()});
    } else if (*unit != record.state.unit) {
      faults.push_back(row_fault(row.number, std::string(kOrgColumn), "client.other_unit", {code}));
    }
  }
  if (auto displayed = read_displayed(row, record.state.id, plan); !displayed) {
    faults.push_back({row.number, std::string(kSeenColumn), std::move(displayed).error()});
    return;
  }
  std::erase_if(cells.masked,
                [&](const auto& one) { return untouched(plan, record, *form_.field(one.first), one.second); });
  refuse_masked(row, cells.masked, faults);
  for (const auto& [number, value] : cells.typed) {
    const auto shown = record.shown.find(number);
    const bool changed = plan.displayed ? plan.displayed->changed(form_, *form_.field(number), value)
                                        : !is_null(value) && (shown == record.shown.end() || shown->second != value);
    if (changed) plan.changes[number] = value;
  }
}

Result<UnitId> RowReader::unit_of(const std::string& code) {
  const auto known = units_.find(code);
  if (known != units_.end()) return known->second;
  MINSYNC_ASSIGN(const UnitId unit, unit_for(store_, code));
  units_.emplace(code, unit);
  return unit;
}

void RowReader::plan_creation(const CsvRow& row, const FieldValues& typed, PlannedRow& plan,
                              std::vector<RowFault>& faults) {
  auto code = cell(row, columns_.org);
  if (code.empty()) code = options_.org;
  if (auto unit = unit_of(code)) {
    plan.unit = *unit;
  } else {
    faults.push_back({row.number, std::string(kOrgColumn), std::move(unit).error()});
  }
  for (const auto& [number, value] : typed) {
    if (!is_null(value)) plan.changes[number] = value;
  }
}

Result<std::optional<PlannedRow>> RowReader::plan(const CsvRow& row, std::vector<RowFault>& faults) {
  std::vector<RowFault> found;
  auto cells = read_cells(row, found);
  PlannedRow plan;
  MINSYNC_ASSIGN(const auto record, find_record(row, cells.typed, found));
  if (record) {
    plan_edit(row, *record, std::move(cells), plan, found);
  } else if (cell(row, columns_.id).empty()) {
    refuse_masked(row, cells.masked, found);
    plan_creation(row, cells.typed, plan, found);
  }
  if (found.empty()) return plan;
  std::ranges::move(found, std::back_inserter(faults));
  return std::nullopt;
}

void RowReader::check(const PlannedRow& plan, std::size_t row, std::vector<RowFault>& faults,
                      std::vector<RowFault>& warnings) const {
  if (plan.changes.empty()) return;
  const auto after = with_changes(plan.before, plan.changes);
  bool held = false;
  const auto before = state_in(form_, plan.before);
  for (const auto& [number, value] : plan.changes) {
    const Field& field = *form_.field(number);
    if (auto good = check_enterable(field, value); !good) {
      faults.push_back({row, column_of(number), std::move(good).error()});
    }
    const auto right = check_content_of(form_, field, before, store_.enrolment().role);
    if (!right) faults.push_back({row, column_of(number), right.error()});
    held = held || (right && *right);
  }
  const auto wanted = state_in(form_, after);
  if (held && before == wanted) {
    warnings.push_back(row_fault(row, "", "client.will_be_held"));
  }
  if (form_.workflow && before != wanted) {
    auto step = check_step(store_, form_, before, wanted, options_.context.today_days);
    // What a state demands is beside the point where the state cannot be reached.
    if (!step) return faults.push_back({row, column_of(form_.workflow->field), std::move(step).error()});
  }
  auto judgement = judge(form_, plan.before, after, options_.context, !options_.accept_with.empty());
  for (auto& finding : judgement.errors) faults.push_back({row, column_of(finding.field), std::move(finding.fault)});
  for (auto& finding : judgement.warnings) {
    warnings.push_back({row, column_of(finding.field), std::move(finding.fault)});
  }
}

}  // namespace minsync
