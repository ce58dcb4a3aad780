#include "hub/review/history.h"

#include <algorithm>
#include <map>

#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

tl::unexpected<Fault> damaged() {
  return fail(FaultKind::integrity, "common.damaged", {"journal"});
}

// Batches of devices stand in the journal with their signature; those of edits that waited were written by the hub and
// have none.
Result<Batch> read_batch(const std::string& bytes) {
  if (bytes.size() > kSignatureSize) {
    auto batch = decode_batch(std::string_view(bytes).substr(0, bytes.size() - kSignatureSize));
    if (batch) return batch;
  }
  return decode_batch(bytes);
}

struct OpenEntry {
  JournalEntry entry;
  std::vector<Verdict> verdicts;
  Batch batch;
};

// Walks the journal; keeps the entry it read last, since the edits of one record often stand in one batch.
class JournalWalk {
 public:
  JournalWalk(HubStore& store, PartitionId partition) : store_(store), partition_(partition) {}

  // Moves `version` to the record's version before.
  Result<PastEdit> read(RecordId record, Version& version) {
    MINSYNC_TRY(open(version));
    const auto index = version.value - open_.entry.first.value;
    if (index >= open_.verdicts.size() || index >= open_.batch.edits.size()) return damaged();
    const Verdict& verdict = open_.verdicts[index];
    const Edit& edit = open_.batch.edits[index];
    const bool fits = verdict.kind == Verdict::Kind::merged && edit.record == record && verdict.previous < version;
    if (!fits) return damaged();
    PastEdit past{edit, Origin{edit.id, version, verdict.stamp, verdict.rank}, open_.entry.at_ms, {}, {}};
    MINSYNC_ASSIGN(past.receipt, store_.receipt(edit.id.device, edit.id.incarnation, edit.id.sequence));
    version = verdict.previous;
    return past;
  }

 private:
  Status open(Version version) {
    const bool inside = open_.entry.first <= version && version.value < open_.entry.first.value + open_.entry.count;
    if (inside && open_.entry.count > 0) return {};
    MINSYNC_ASSIGN(auto entry, store_.entry_at(partition_, version));
    if (!entry || version.value >= entry->first.value + entry->count) return damaged();
    MINSYNC_ASSIGN(open_.verdicts, decode_verdicts(entry->verdicts));
    auto batch = read_batch(entry->batch);
    if (!batch) return damaged();
    open_.batch = std::move(*batch);
    open_.entry = std::move(*entry);
    return {};
  }

  HubStore& store_;
  PartitionId partition_;
  OpenEntry open_;
};

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

Result<std::vector<PastEdit>> history_of(HubStore& store, const Divisions& divisions, const Form& form,
                                         const RecordState& record) {
  JournalWalk walk(store, partition_of(divisions, record.unit));
  std::vector<PastEdit> history;
  for (Version version = record.version; version.value != 0;) {
    MINSYNC_ASSIGN(auto past, walk.read(record.id, version));
    history.push_back(std::move(past));
  }
  std::ranges::reverse(history);
  find_replaced(form, record, history);
  std::ranges::reverse(history);
  return history;
}

}  // namespace minsync
