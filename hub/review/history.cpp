#include "hub/review/history.h"

#include <algorithm>
#include <map>

#include "hub/review/life.h"
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

using Replaced = std::map<EditId, std::vector<std::pair<GroupNumber, EditId>>>;

// Watches which heads go.
Replaced find_replaced(const Form& form, const std::vector<MergedEdit>& life) {
  Replaced replaced;
  replay(form, life, [&](const LifeStep& step) {
    Heads after = heads_of(form, step.after);
    for (const auto& [group, heads] : heads_of(form, step.before)) {
      for (const auto& head : heads) {
        const bool stays = std::ranges::find(after[group], head) != after[group].end();
        if (!stays) replaced[head].emplace_back(group, step.edit.id);
      }
    }
  });
  return replaced;
}

}  // namespace

Result<std::vector<PastEdit>> history_of(HubStore& store, const Form& form, const StoredRecord& stored) {
  const RecordState& record = stored.state;
  JournalReader journal(store);
  MINSYNC_ASSIGN(auto life, journal.life_of(stored.partition, record.id, record.version));
  auto replaced = find_replaced(form, life);
  std::vector<PastEdit> history;
  for (auto& merged : life) {
    const EditId id = merged.edit.id;
    MINSYNC_ASSIGN(auto receipt, store.receipt(id, edit_digest(merged.edit)));
    history.push_back(
        {std::move(merged.edit), merged.origin, merged.at_ms, std::move(receipt), std::move(replaced[id])});
  }
  std::ranges::reverse(history);
  return history;
}

}  // namespace minsync
