#include "client/cli/conflicts.h"

#include "client/cli/authors.h"
#include "client/cli/records.h"
#include "shared/config/values.h"

namespace minsync {
namespace {

Json side_json(const Context& context, const ClientStore& store, const FoundConflict& found, const Head& head) {
  return {{"value", values_json(*found.form, *found.rule, head.values)},
          {"author", author_name(context, store, head.origin.edit.device)},
          {"org", author_org(store, found.unit, head.origin)},
          {"time", iso_time(ms_of_stamp(head.origin.stamp))}};
}

Json base_json(const FoundConflict& found, const Head& incoming) {
  const auto* values = base_values(incoming);
  if (values == nullptr) return nullptr;
  return {{"value", values_json(*found.form, *found.rule, *values)},
          {"author", nullptr},
          {"org", nullptr},
          {"time", nullptr}};
}

Result<std::optional<FoundConflict>> as_conflict(ClientStore& store, const std::string& form_name, RecordId record,
                                                 GroupState state) {
  FoundConflict found{store.forms().find(form_name), nullptr, record, {}, std::move(state)};
  if (found.form == nullptr) return std::nullopt;
  found.rule = found.form->group(found.state.number);
  if (found.rule == nullptr || conflict_of(*found.rule, found.state).others.empty()) return std::nullopt;
  MINSYNC_ASSIGN(const auto stored, store.records().load(*found.form, record));
  if (!stored || stored->deleted) return std::nullopt;
  found.unit = stored->state.unit;
  return found;
}

}  // namespace

const std::vector<FieldValue>* base_values(const Head& head) {
  return head.displayed.empty() ? nullptr : &head.displayed;
}

std::string conflict_id(const FoundConflict& conflict) {
  return conflict.record.value.text() + ":" + std::to_string(conflict.state.number.value);
}

Json conflict_json(const Context& context, const ClientStore& store, const FoundConflict& found) {
  const auto conflict = conflict_of(*found.rule, found.state);
  const Field& first = *found.form->field(found.rule->fields.front());
  const bool review = found.rule->policy == MergePolicy::review;
  const bool group = found.rule->fields.size() > 1;
  const Head& incoming = *conflict.others.front();
  return {{"id", conflict_id(found)},
          {"record", found.record.value.text()},
          {"form", found.form->name},
          {group ? "group" : "field", group ? first.merge_group : first.name},
          {"kind", review ? "review" : "overwritten"},
          {"state", review ? "open" : "notice"},
          {"base", base_json(found, incoming)},
          {"current", side_json(context, store, found, *conflict.shown)},
          {"incoming", side_json(context, store, found, incoming)},
          {"others", conflict.others.size()}};
}

Status each_conflict(ClientStore& store, const std::function<void(const FoundConflict&)>& visit) {
  return store.records().contested([&](const ConflictRow& row) -> Result<bool> {
    MINSYNC_ASSIGN(const auto found, as_conflict(store, row.form, row.record, row.state));
    if (found) visit(*found);
    return true;
  });
}

Result<FoundConflict> find_conflict(ClientStore& store, const std::string& id) {
  const auto none = fail(FaultKind::bad_input, "client.no_conflict", {id});
  const auto colon = id.find(':');
  if (colon == std::string::npos) return none;
  const auto record = Uuid::parse(id.substr(0, colon));
  const auto group = parse_whole_number(id.substr(colon + 1));
  if (!record || !group || *group < 1 || *group > UINT16_MAX) return none;
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(RecordId{*record}));
  if (form == nullptr) return none;
  MINSYNC_ASSIGN(const auto stored, store.records().load(*form, RecordId{*record}));
  const GroupState* state = stored ? stored->state.group({static_cast<std::uint16_t>(*group)}) : nullptr;
  if (state == nullptr) return none;
  MINSYNC_ASSIGN(auto found, as_conflict(store, form->name, RecordId{*record}, *state));
  if (!found) return none;
  return std::move(*found);
}

}  // namespace minsync
