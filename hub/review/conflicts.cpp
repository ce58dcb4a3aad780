#include "hub/review/conflicts.h"

#include <algorithm>

#include "shared/cli/record_json.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Fetched together, and what one page looks at.
constexpr std::size_t kFetched = 256, kMostLookedAt = 20'000;

std::vector<GroupNumber> groups_of(const Form& form, bool notices) {
  std::vector<GroupNumber> groups;
  for (const auto& rule : form.groups) {
    if (rule.policy == MergePolicy::review || notices) groups.push_back(rule.number);
  }
  return groups;
}

struct ListPlace {
  std::string form;
  ContestedPlace within{};
};

// "FORM:RECORD:GROUP"
Result<ListPlace> read_place(const std::string& after) {
  if (after.empty()) return ListPlace{};
  const auto colon = after.find(':');
  const auto id = parse_conflict_id(std::string_view(after).substr(std::min(colon, after.size() - 1) + 1));
  if (colon == std::string::npos || !id) return fail(FaultKind::bad_input, "hub.bad_cursor");
  return ListPlace{after.substr(0, colon), {id->first, id->second}};
}

// Every group with more than one head behind `place`, by form, record and group, until `visit` says false. Heads of the
// same value are no conflict; that is for `visit` to find out.
using SeeContested = std::function<Result<bool>(const Form&, Contested&)>;
Status each_contested(HubStore& store, const FormCatalogue& catalogue, bool notices, const ListPlace& place,
                      const SeeContested& visit) {
  for (const auto* form : catalogue.forms()) {  // by name
    if (form->name < place.form) continue;
    const auto groups = groups_of(*form, notices);
    ContestedPlace after = form->name == place.form ? place.within : ContestedPlace{};
    for (std::size_t fetched = kFetched; fetched == kFetched;) {
      MINSYNC_ASSIGN(auto found, store.contested(*form, groups, after, kFetched));
      fetched = found.size();
      for (auto& one : found) {
        after = {one.record, one.state.number};
        MINSYNC_ASSIGN(const bool more, visit(*form, one));
        if (!more) return {};
      }
    }
  }
  return {};
}

bool is_conflict(const Form& form, const GroupState& state) {
  return !conflict_of(*form.group(state.number), state).others.empty();
}

// A value that somebody types now keeps the form's rules; one that stands already is not judged again.
Status check_typed(const Form& form, const StoredRecord& record, const GroupRule& rule,
                   const std::vector<FieldValue>& values, const IngestContext& context) {
  FieldValues after = record.shown;
  for (std::size_t i = 0; i < rule.fields.size(); ++i) after[rule.fields[i]] = values[i];
  std::erase_if(after, [](const auto& entry) { return is_null(entry.second); });
  CheckContext rules;
  rules.today_days = context.now_ms / kDayMs;
  rules.area_known = [&](std::string_view digits) { return context.divisions.area_known(digits); };
  for (auto& finding : check_record(form, after, rules)) {
    const bool of_group = std::ranges::find(rule.fields, finding.field) != rule.fields.end();
    if (of_group && finding.severity == Severity::error) return fail(std::move(finding.fault));
  }
  return {};
}

tl::unexpected<Fault> no_record(RecordId record) {
  return fail(FaultKind::bad_input, "hub.no_such_record", {record.value.text()});
}

}  // namespace

Result<std::vector<OpenConflict>> conflicts_of(HubStore& store, const FormCatalogue& forms, bool notices) {
  std::vector<OpenConflict> open;
  MINSYNC_TRY(each_contested(store, forms, notices, {}, [&](const Form& form, Contested& one) -> Result<bool> {
    if (is_conflict(form, one.state)) open.push_back({&form, one.record, one.unit, std::move(one.state)});
    return true;
  }));
  return open;
}

Result<ConflictsPage> read_conflicts(HubStore& store, const FormCatalogue& forms, const Divisions& divisions,
                                     const ConflictsWanted& wanted) {
  MINSYNC_ASSIGN(auto place, read_place(wanted.after));
  if (place.form.empty()) place.form = wanted.form;
  ConflictsPage page;
  std::size_t looked_at = 0;
  std::string last;
  MINSYNC_TRY(each_contested(store, forms, false, place, [&](const Form& form, Contested& one) -> Result<bool> {
    if (!wanted.form.empty() && form.name != wanted.form) return false;
    const bool counts = (!wanted.root || divisions.is_within(one.unit, *wanted.root)) && is_conflict(form, one.state);
    if ((counts && page.conflicts.size() == wanted.limit) || looked_at++ == kMostLookedAt) {
      page.next = last;
      return false;
    }
    last = form.name + ":" + conflict_id(one.record, one.state.number);
    if (counts) page.conflicts.push_back({&form, one.record, one.unit, std::move(one.state)});
    return true;
  }));
  return page;
}

Result<std::map<UnitId, std::uint64_t>> conflicts_by_unit(HubStore& store, const FormCatalogue& forms,
                                                          const std::string& form_name) {
  std::map<UnitId, std::uint64_t> counts;
  const ListPlace from{form_name};
  MINSYNC_TRY(each_contested(store, forms, false, from, [&](const Form& form, Contested& one) -> Result<bool> {
    if (!form_name.empty() && form.name != form_name) return false;
    if (is_conflict(form, one.state)) ++counts[one.unit];
    return true;
  }));
  return counts;
}

Edit decision_on(const Form& form, const StoredRecord& record, GroupNumber group, std::vector<FieldValue> values,
                 std::string reason) {
  const GroupRule& rule = *form.group(group);
  const GroupState& state = *record.state.group(group);
  GroupChange change;
  change.group = group;
  change.base.version = record.state.version;
  change.values = std::move(values);
  if (rule.policy == MergePolicy::review) change.displayed = state.shown;
  Edit edit;
  for (const auto& head : state.heads) {
    // With more heads than a decision can name, the rest stays open for another one.
    if (change.decides.size() < kMaxDecided) change.decides.push_back(head.origin.edit);
    edit.stamp = std::max(edit.stamp, head.origin.stamp);
  }
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.seen = record.state.version;
  edit.note = std::move(reason);
  edit.changes.push_back(std::move(change));
  return edit;
}

Status resolve_conflict(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id,
                        GroupNumber group, const std::string& keep, std::string reason) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
  if (form == nullptr) return no_record(id);
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
  if (!record || record->deleted) return no_record(id);
  const GroupRule* rule = form->group(group);
  const GroupState* state = record->state.group(group);
  if (rule == nullptr || state == nullptr) return fail(FaultKind::bad_input, "common.no_conflict");
  // Here somebody looks on, so it is said at once and nothing is left behind to be merged one day.
  const auto closed = state_in(*form, record->shown);
  if (form->workflow && form->workflow->holds_in(closed)) {
    return fail(FaultKind::bad_input, "hub.conflict_closed", {closed});
  }
  MINSYNC_ASSIGN(auto values, chosen_values(*form, *state, keep));
  if (keep.starts_with("value=")) MINSYNC_TRY(check_typed(*form, *record, *rule, values, context));
  std::vector<Edit> edits{decision_on(*form, *record, group, std::move(values), std::move(reason))};
  return ingest_own(store, context, hub, record->partition, std::move(edits));
}

}  // namespace minsync
