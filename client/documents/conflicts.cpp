#include "client/documents/conflicts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/documents/authors.h"
#include "shared/cli/record_json.h"

namespace minsync {
namespace {

Result<std::optional<FoundConflict>> as_conflict(ClientStore& store, const Form& form, RecordId record,
                                                 GroupNumber group) {
  MINSYNC_ASSIGN(auto stored, store.records().load(form, record));
  if (!stored || stored->deleted) return std::nullopt;
  const GroupState* state = stored->state.group(group);
  const GroupRule* rule = form.group(group);
  if (state == nullptr || rule == nullptr || conflict_of(*rule, *state).others.empty()) return std::nullopt;
  GroupState copy = *state;
  return FoundConflict{&form, rule, std::move(*stored), std::move(copy)};
}

}  // namespace

std::optional<std::vector<FieldValue>> base_values(const GroupRule& rule, const Head& head) {
  if (rule.policy != MergePolicy::review) return std::nullopt;
  // Where nothing was there, an edit says nothing.
  if (head.displayed.empty()) return std::vector<FieldValue>(rule.fields.size(), Null{});
  return head.displayed;
}

Status each_conflict(ClientStore& store, const std::function<void(const FoundConflict&)>& visit) {
  return store.records().contested([&](const ConflictRow& row) -> Result<bool> {
    const Form* form = store.forms().find(row.form);
    if (form == nullptr) return true;
    MINSYNC_ASSIGN(const auto found, as_conflict(store, *form, row.record, row.state.number));
    if (found) visit(*found);
    return true;
  });
}

std::vector<FoundConflict> conflicts_of(const Form& form, const StoredRecord& record) {
  std::vector<FoundConflict> found;
  if (record.deleted) return found;
  for (const auto& group : record.state.groups) {
    const GroupRule* rule = form.group(group.number);
    if (rule == nullptr || conflict_of(*rule, group).others.empty()) continue;
    found.push_back({&form, rule, record, group});
  }
  return found;
}

nlohmann::ordered_json conflict_json(Language language, const ClientStore& store, const FoundConflict& found,
                                     Disclosure disclosure) {
  const auto author = [&](const EditId& id) {
    const auto head = std::ranges::find(found.state.heads, id, [](const Head& one) { return one.origin.edit; });
    return AuthorName{author_name(language, store, id.device),
                      author_org(store, found.record.state.unit, head->origin)};
  };
  return conflict_json(*found.form, found.record.state.id, found.state, author, disclosure);
}

Result<FoundConflict> find_conflict(ClientStore& store, const std::string& id) {
  MINSYNC_ASSIGN(const auto named, parse_conflict_id(id));
  const auto none = fail(FaultKind::bad_input, "client.no_conflict", {id});
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(named.first));
  if (form == nullptr) return none;
  MINSYNC_ASSIGN(auto found, as_conflict(store, *form, named.first, named.second));
  if (!found) return none;
  return std::move(*found);
}

}  // namespace minsync
