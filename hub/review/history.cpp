#include "hub/review/history.h"

#include <algorithm>
#include <map>

#include "hub/ingest/journal_reader.h"
#include "shared/crypto/edit_digest.h"

namespace minsync {
namespace {

using Heads = std::map<GroupNumber, std::vector<EditId>>;

Heads heads_of(const Form& form, const RecordState& record) {
  Heads heads;
  for (const auto& group : record.groups) {
    const GroupRule* rule = form.group(group.number);
    if (rule == nullptr || rule->policy == MergePolicy::sum) continue;
    for (const auto& head : group.heads) heads[group.number].push_back(head.origin.edit);
  }
  return heads;
}

// A definition that was replaced by hand may lack a group that the journal has; it has no policy to merge it by.
Edit known_part(const Form& form, Edit edit) {
  std::erase_if(edit.changes, [&](const GroupChange& change) {
    const GroupRule* rule = form.group(change.group);
    return rule == nullptr || (edit.kind != EditKind::remove && change.values.size() != rule->fields.size());
  });
  return edit;
}

// Merges the edits again in their order and watches which heads go.
void find_replaced(const Form& form, const RecordState& record, std::vector<PastEdit>& oldest_first) {
  RecordState state;
  state.id = record.id;
  state.unit = record.unit;
  std::map<EditId, PastEdit*> by_id;
  for (auto& past : oldest_first) {
    const Heads before = heads_of(form, state);
    merge_edit(form.groups, state, known_part(form, past.edit), past.origin);
    Heads after = heads_of(form, state);
    for (const auto& [group, heads] : before) {
      for (const auto& head : heads) {
        const bool stays = std::ranges::find(after[group], head) != after[group].end();
        if (!stays) by_id.at(head)->replaced_by.emplace_back(group, past.edit.id);
      }
    }
    by_id[past.edit.id] = &past;
  }
}

}  // namespace

Result<std::vector<PastEdit>> history_of(HubStore& store, const Form& form, const StoredRecord& stored) {
  const RecordState& record = stored.state;
  JournalReader journal(store);
  MINSYNC_ASSIGN(auto life, journal.life_of(stored.partition, record.id, record.version));
  std::vector<PastEdit> history;
  for (auto& merged : life) {
    MINSYNC_ASSIGN(auto receipt, store.receipt(merged.edit.id, edit_digest(merged.edit)));
    history.push_back({std::move(merged.edit), merged.origin, merged.at_ms, std::move(receipt), {}});
  }
  find_replaced(form, record, history);
  std::ranges::reverse(history);
  return history;
}

}  // namespace minsync
