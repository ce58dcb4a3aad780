#include "client/store/hub_answer.h"

#include <algorithm>
#include <map>

#include "client/store/overlay.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

struct Storing {
  ClientStore& store;
  HybridClock clock;
  std::uint64_t hub_ms;
  AnswerCounts counts;
};

Status save_shown(Storing& storing, const Form& form, StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(const auto own, storing.store.edits_of(record.state.id));
  show_with_edits(form, record, edits_on_top(record.state, own), storing.store.enrolment().role);
  return storing.store.records().save(form, record, fresh);
}

// The hub merged exactly what is shown here: doing the same to the stored state gives the hub's state.
Status store_clean(Storing& storing, const OutboxEntry& entry, Version version) {
  ++storing.counts.applied;
  MINSYNC_TRY(storing.store.set_outbox_state(entry.edit.id.sequence, OutboxState::done, version, nullptr));
  const Form* form = storing.store.forms().find(entry.edit.form);
  if (form == nullptr) return {};
  MINSYNC_ASSIGN(auto record, storing.store.records().load(*form, entry.edit.record));
  if (!record || record->state.version >= version) return {};
  if (entry.edit.kind == EditKind::create) record->state.birth = version;
  merge_edit(form->groups, record->state, entry.edit,
             {entry.edit.id, version, entry.edit.stamp, static_cast<std::uint8_t>(storing.store.enrolment().role)});
  return save_shown(storing, *form, *record, false);
}

void count_outcomes(AnswerCounts& counts, const Receipt& receipt) {
  const auto has = [&](Outcome outcome) {
    return std::ranges::find(receipt.outcomes, outcome, &GroupOutcome::outcome) != receipt.outcomes.end();
  };
  if (has(Outcome::in_review)) {
    ++counts.in_review;
  } else if (has(Outcome::overwritten)) {
    ++counts.overwritten;
  } else if (has(Outcome::parallel)) {
    ++counts.parallel;
  } else {
    ++counts.applied;
  }
}

// Once an edit's answer is known, the record may look different here.
Status settle(Storing& storing, const Edit& edit, OutboxState state, const Receipt& receipt) {
  const Form* form = storing.store.forms().find(edit.form);
  std::optional<StoredRecord> record;
  if (form != nullptr) {
    MINSYNC_ASSIGN(record, storing.store.records().load(*form, edit.record));
  }
  if (state == OutboxState::unshown && record && record->state.version >= receipt.version) state = OutboxState::done;
  MINSYNC_TRY(storing.store.set_outbox_state(receipt.sequence, state, receipt.version, &receipt));
  return record ? save_shown(storing, *form, *record, false) : Status{};
}

Status store_receipt(Storing& storing, const Receipt& receipt) {
  if (receipt.incarnation != storing.store.enrolment().incarnation) return {};
  MINSYNC_ASSIGN(const auto entry, storing.store.outbox_entry(receipt.sequence));
  // A receipt for an edit that its author has replaced since changes nothing here.
  if (!entry || entry->state == OutboxState::answered) return {};
  OutboxState state = OutboxState::unshown;
  switch (receipt.kind) {
    case ReceiptKind::merged:
      count_outcomes(storing.counts, receipt);
      break;
    case ReceiptKind::waiting:
      ++storing.counts.waiting;
      state = OutboxState::waiting;
      break;
    case ReceiptKind::refused:
      ++storing.counts.refused;
      state = OutboxState::refused;
      break;
    case ReceiptKind::quarantined:
      ++storing.counts.quarantined;
      state = OutboxState::quarantined;
      break;
  }
  return settle(storing, entry->edit, state, receipt);
}

Status store_ranges(Storing& storing, const SyncAnswer& answer) {
  std::map<Sequence, bool> answered;  // by a receipt of their own
  for (const auto& receipt : answer.receipts) {
    if (receipt.incarnation == storing.store.enrolment().incarnation) answered[receipt.sequence] = true;
  }
  for (const auto& range : answer.received) {
    if (range.incarnation != storing.store.enrolment().incarnation) continue;
    for (std::uint64_t i = 0; i < range.count; ++i) {
      const Sequence sequence{range.first.value + i};
      if (answered.contains(sequence)) continue;
      MINSYNC_ASSIGN(const auto entry, storing.store.outbox_entry(sequence));
      if (!entry || entry->state != OutboxState::pending) continue;
      MINSYNC_TRY(store_clean(storing, *entry, {range.version.value + i}));
    }
  }
  return {};
}

void take_over(RecordState& state, const RecordState& change) {
  for (const auto& group : change.groups) {
    if (GroupState* present = state.group(group.number)) {
      *present = group;
    } else {
      state.groups.push_back(group);
      std::ranges::sort(state.groups, {}, &GroupState::number);
    }
  }
  state.id = change.id;
  state.unit = change.unit;
  state.birth = change.birth;
  state.version = change.version;
  state.deleted = change.deleted;
  state.removals = change.removals;
}

Status store_change(Storing& storing, const RecordChange& change) {
  const Form* form = storing.store.forms().find(change.form);
  if (form == nullptr) {
    // Kept, as an answer of its own, for the day when the form's definition arrives.
    SyncAnswer kept;
    kept.partitions.push_back({{}, false, {change}});
    return storing.store.database().run("INSERT OR REPLACE INTO unknown_change VALUES (?, ?, ?)", change.state.id,
                                        std::string_view(change.form), Blob{encode_answer(kept)});
  }
  MINSYNC_ASSIGN(auto record, storing.store.records().load(*form, change.state.id));
  const bool fresh = !record;
  if (fresh) record.emplace();
  if (record->state.version > change.state.version) return {};
  take_over(record->state, change.state);
  for (const auto& group : change.state.groups) {
    for (const auto& head : group.heads) storing.clock.see(head.origin.stamp, storing.hub_ms);
  }
  ++storing.counts.pulled;
  MINSYNC_TRY(
      storing.store.database().run("UPDATE outbox SET state = ? WHERE record = ? AND state = ? AND version <= ?",
                                   static_cast<int>(OutboxState::done), change.state.id,
                                   static_cast<int>(OutboxState::unshown), change.state.version));
  return save_shown(storing, *form, *record, fresh);
}

// The hub read its clock somewhere between the two: only what lies outside of that is certainly a wrong clock.
std::int64_t clock_offset(std::uint64_t hub_ms, std::uint64_t sent_ms, std::uint64_t arrived_ms) {
  if (hub_ms < sent_ms) return -static_cast<std::int64_t>(sent_ms - hub_ms);
  return hub_ms > arrived_ms ? static_cast<std::int64_t>(hub_ms - arrived_ms) : 0;
}

}  // namespace

Result<AnswerCounts> store_answer(ClientStore& store, const SyncAnswer& answer, std::uint64_t sent_ms,
                                  std::uint64_t arrived_ms) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto last, store.setting("last_stamp"));
  Storing storing{store, HybridClock(Stamp{last.empty() ? 0 : std::stoull(last)}), answer.clock_ms, {}};
  const auto offset = clock_offset(answer.clock_ms, sent_ms, arrived_ms);
  MINSYNC_TRY(store.set_setting("clock_offset_ms", std::to_string(offset)));
  MINSYNC_TRY(store_ranges(storing, answer));
  for (const auto& receipt : answer.receipts) MINSYNC_TRY(store_receipt(storing, receipt));
  MINSYNC_ASSIGN(auto sync, store.sync_state());
  sync.complete = true;
  for (const auto& partition : answer.partitions) {
    for (const auto& change : partition.records) MINSYNC_TRY(store_change(storing, change));
    std::erase_if(sync.cursors, [&](const Cursor& c) { return c.partition == partition.cursor.partition; });
    sync.cursors.push_back(partition.cursor);
    sync.complete = sync.complete && partition.complete;
  }
  sync.receipt_cursor = std::max(sync.receipt_cursor, answer.receipt_cursor);
  sync.last_sync_ms = static_cast<std::int64_t>(arrived_ms);
  MINSYNC_TRY(store.set_sync_state(sync));
  MINSYNC_TRY(store.set_setting("last_stamp", std::to_string(storing.clock.last().value)));
  MINSYNC_TRY(transaction.commit());
  return storing.counts;
}

}  // namespace minsync
