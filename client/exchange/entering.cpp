#include "client/exchange/entering.h"

#include <algorithm>

#include "client/documents/conflicts.h"
#include "client/documents/found_record.h"
#include "client/documents/returns.h"
#include "client/exchange/attaching.h"
#include "client/exchange/displayed_token.h"
#include "client/store/local_edits.h"
#include "shared/cli/record_json.h"

namespace minsync {
namespace {

// By its name or label; what is neither is left as typed, for the fault that lists the possible states.
std::string state_named(const Form& form, const std::string& typed) {
  for (const auto& state : form.workflow->states) {
    if (state.label.zh == typed || state.label.en == typed) return state.name;
  }
  return typed;
}

// A record that this office may change.
Result<Entered> begin_with(ClientStore& store, const FoundRecord& found) {
  MINSYNC_TRY(may_write(store, *found.form));
  MINSYNC_TRY(in_own_area(store, found.record.state.unit));
  Entered entered;
  entered.form = found.form;
  entered.record = found.record.state.id;
  entered.unit = found.record.state.unit;
  entered.from = entered.state = state_in(*found.form, found.record.shown);
  return entered;
}

// The values to write; nothing if there are errors.
Result<FieldValues> read_into(Entered& entered, ClientStore& store, const std::vector<TypedField>& typed) {
  MINSYNC_ASSIGN(auto entry, read_entry(store, *entered.form, typed));
  entered.unread = !entry.faults.empty();
  entered.errors = std::move(entry.faults);
  return std::move(entry.values);
}

// Whether they may be written.
Result<bool> judge_into(Entered& entered, ClientStore& store, const FieldValues& before, const FieldValues& changes,
                        const EntryOptions& options) {
  if (entered.unread) return false;
  MINSYNC_ASSIGN(auto judged,
                 judge_entry(store, *entered.form, before, changes, options.context, !options.accept_with.empty()));
  entered.errors = std::move(judged.errors);
  entered.warnings = std::move(judged.warnings);
  entered.held = judged.held;
  entered.state = state_in(*entered.form, with_changes(before, changes));
  return entered.errors.empty();
}

Result<Entered> finish(Transaction transaction, Entered entered, const EntryOptions& options) {
  if (options.along) MINSYNC_TRY(options.along());
  MINSYNC_TRY(transaction.commit());
  return entered;
}

// Every field of the group; a user who decides has seen all of them.
Result<std::vector<FieldValue>> typed_values(Entered& entered, ClientStore& store, const GroupRule& rule,
                                             const std::vector<TypedField>& typed) {
  MINSYNC_ASSIGN(const auto values, read_into(entered, store, typed));
  std::vector<FieldValue> chosen;
  for (const auto number : rule.fields) {
    const auto found = values.find(number);
    if (found == values.end() && !entered.unread) {
      const Field& field = *entered.form->field(number);
      return fail(FaultKind::bad_input, "client.decide_all", {field.label.zh, field.label.en});
    }
    chosen.push_back(found == values.end() ? FieldValue(Null{}) : found->second);
  }
  return chosen;
}

// What a step writes besides the state.
Result<FieldValues> step_values(Entered& entered, const std::string& to, const std::string& reason,
                                const Returning& returning) {
  if (to != kReturnedState) {
    if (!returning.empty()) return fail(FaultKind::usage, "client.only_returned");
    return FieldValues{};
  }
  MINSYNC_ASSIGN(auto entry, returning_values(*entered.form, reason, returning));
  entered.unread = !entry.faults.empty();
  entered.errors = std::move(entry.faults);
  return std::move(entry.values);
}

}  // namespace

Fault refusal_of(const Entered& entered) {
  if (entered.unread && entered.errors.size() == 1) return entered.errors.front().fault;
  return not_saved(entered.errors);
}

Result<Entered> enter_new(ClientStore& store, const std::string& form, const std::string& org,
                          const std::vector<TypedField>& typed, const EntryOptions& options) {
  Entered entered;
  MINSYNC_ASSIGN(entered.form, store.forms().get(form));
  MINSYNC_TRY(may_write(store, *entered.form));
  MINSYNC_ASSIGN(entered.unit, unit_for(store, org));
  MINSYNC_ASSIGN(const auto note, note_of(options.note, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto changes, read_into(entered, store, typed));
  MINSYNC_ASSIGN(const bool right, judge_into(entered, store, {}, changes, options));
  if (!right) return entered;
  MINSYNC_ASSIGN(
      entered.record,
      LocalEdits(store, options.now_ms).create(*entered.form, entered.unit, with_changes({}, changes), note));
  entered.changed = true;
  MINSYNC_TRY(note_files(store, *entered.form, entered.record, {}, changes, options.files_here));
  return finish(std::move(transaction), std::move(entered), options);
}

Result<Entered> enter_change(ClientStore& store, const std::string& id, const std::vector<TypedField>& typed,
                             const std::string& displayed, const EntryOptions& options) {
  MINSYNC_ASSIGN(const auto note, note_of(options.note, options.accept_with));
  // Made in a transaction of its own.
  std::optional<SecretKey> key;
  if (!displayed.empty()) {
    MINSYNC_ASSIGN(key, export_key(store));
  }
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto found, find_record(store, id));
  MINSYNC_ASSIGN(auto entered, begin_with(store, found));
  MINSYNC_ASSIGN(const auto changes, read_into(entered, store, typed));
  MINSYNC_ASSIGN(const bool right, judge_into(entered, store, found.record.shown, changes, options));
  if (!right) return entered;
  std::optional<DisplayedRecord> seen;
  if (!displayed.empty()) {
    MINSYNC_ASSIGN(const auto row, read_token(*found.form, entered.record, store.enrolment().device, displayed, &*key));
    seen = row.standing_for(*found.form, changes);
  }
  MINSYNC_ASSIGN(
      entered.changed,
      LocalEdits(store, options.now_ms).change(*found.form, entered.record, changes, note, seen ? &*seen : nullptr));
  MINSYNC_TRY(note_files(store, *found.form, entered.record, found.record.shown, changes, options.files_here));
  return finish(std::move(transaction), std::move(entered), options);
}

Result<Entered> enter_step(ClientStore& store, const std::string& id, const std::string& state,
                           const EntryOptions& options, const Returning& returning) {
  MINSYNC_ASSIGN(const auto note, note_of(options.note, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto found, find_record(store, id));
  MINSYNC_ASSIGN(auto entered, begin_with(store, found));
  if (options.only_if) MINSYNC_TRY(options.only_if(found));
  const Form& form = *found.form;
  const auto to = form.workflow ? state_named(form, state) : state;
  // A step to where the record is already is none either.
  MINSYNC_TRY(check_step(store, form, entered.from, to, options.context.today_days));
  MINSYNC_ASSIGN(auto changes, step_values(entered, to, options.note, returning));
  changes[form.workflow->field] = FieldValue(to);
  MINSYNC_ASSIGN(const bool right, judge_into(entered, store, found.record.shown, changes, options));
  if (!right) return entered;
  MINSYNC_ASSIGN(entered.changed, LocalEdits(store, options.now_ms).change(form, entered.record, changes, note));
  return finish(std::move(transaction), std::move(entered), options);
}

Result<Entered> enter_removal(ClientStore& store, const std::string& id, const EntryOptions& options) {
  MINSYNC_ASSIGN(const auto note, note_of(options.note, {}));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto found, find_record(store, id));
  MINSYNC_ASSIGN(auto entered, begin_with(store, found));
  MINSYNC_TRY(LocalEdits(store, options.now_ms).remove(*found.form, entered.record, note));
  entered.changed = true;
  return finish(std::move(transaction), std::move(entered), options);
}

Result<Entered> enter_decision(ClientStore& store, const Decision& decision, const EntryOptions& options) {
  MINSYNC_ASSIGN(const auto note, note_of(options.note, {}));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto found, find_conflict(store, decision.conflict));
  MINSYNC_ASSIGN(auto entered, begin_with(store, {found.form, found.record}));
  std::vector<FieldValue> values;
  if (decision.keep == "value") {
    MINSYNC_ASSIGN(values, typed_values(entered, store, *found.rule, decision.values));
  } else {
    MINSYNC_ASSIGN(values, chosen_values(*found.form, found.state, decision.keep));
  }
  FieldValues changes;
  for (std::size_t i = 0; i < values.size(); ++i) changes[found.rule->fields[i]] = values[i];
  MINSYNC_ASSIGN(const bool right, judge_into(entered, store, found.record.shown, changes, options));
  if (!right) return entered;
  std::vector<EditId> heads;
  for (const auto& head : found.state.heads) heads.push_back(head.origin.edit);
  MINSYNC_TRY(LocalEdits(store, options.now_ms)
                  .decide(*found.form, entered.record, found.state.number, heads, std::move(values), note));
  entered.changed = true;
  return finish(std::move(transaction), std::move(entered), options);
}

}  // namespace minsync
