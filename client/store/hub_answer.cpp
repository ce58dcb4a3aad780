#include "client/store/hub_answer.h"

#include <algorithm>
#include <set>

#include "client/store/eviction.h"
#include "client/store/learned_forms.h"
#include "client/store/overlay.h"
#include "client/store/watermark.h"
#include "shared/crypto/edit_digest.h"
#include "shared/store/form_definitions.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

struct Storing {
  ClientStore& store;
  HybridClock clock;
  std::uint64_t hub_ms;
  AnswerCounts counts;
  std::set<PartitionId> anew;  // told anew: what is stored of their records is of another history until they are told
};

Status save_shown(Storing& storing, const Form& form, StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(const auto own, storing.store.edits_of(record.state.id));
  show_with_edits(form, record, edits_on_top(record.state, own), storing.store.enrolment().role);
  return storing.store.records().save(form, record, fresh);
}

Result<bool> of_another_history(Storing& storing, const OutboxEntry& entry) {
  if (!storing.anew.contains(entry.partition)) return false;
  MINSYNC_ASSIGN(const bool told, was_told(storing.store, entry.edit.record));
  return !told;
}

// The hub merged exactly what is shown here: doing the same to the stored state gives the hub's state.
Status store_clean(Storing& storing, const OutboxEntry& entry, const ReceiptRange& range) {
  const Version version{range.version.value + (entry.edit.id.sequence.value - range.first.value)};
  ++storing.counts.applied;
  MINSYNC_TRY(storing.store.set_outbox_state(entry.edit.id.sequence, OutboxState::done, version, nullptr));
  const Form* form = storing.store.forms().find(entry.edit.form);
  if (form == nullptr) return {};
  MINSYNC_ASSIGN(auto record, storing.store.records().load(*form, entry.edit.record));
  if (!record) return {};
  MINSYNC_ASSIGN(const bool comes, of_another_history(storing, entry));
  if (comes) return {};
  // What another answer brought may hold it already; then it is only no longer laid on top.
  if (record->state.version < version) {
    if (entry.edit.kind == EditKind::create) record->state.birth = version;
    merge_edit(form->groups, record->state, entry.edit,
               {entry.edit.id, version, entry.edit.stamp, static_cast<std::uint8_t>(storing.store.enrolment().role)});
  }
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
  // Of a record that left there is nothing to show any more.
  const bool shown = !record || record->state.version >= receipt.version;
  if (state == OutboxState::unshown && shown) state = OutboxState::done;
  MINSYNC_TRY(storing.store.set_outbox_state(receipt.sequence, state, receipt.version, &receipt));
  return record ? save_shown(storing, *form, *record, false) : Status{};
}

bool answers(const Receipt& receipt, const Edit& edit) {
  return receipt.incarnation == edit.id.incarnation && receipt.digest == edit_digest(edit);
}

Status store_receipt(Storing& storing, const Receipt& receipt) {
  MINSYNC_ASSIGN(const auto entry, storing.store.outbox_entry(receipt.sequence));
  // A receipt for an edit that its author has replaced since, or of another copy of this device, changes nothing here.
  if (!entry || entry->state == OutboxState::answered || !answers(receipt, entry->edit)) return {};
  // The reason stands in the receipt that is here.
  if (receipt.reason == kRefusedBefore && entry->state == OutboxState::refused) return {};
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
    case ReceiptKind::held:
      ++storing.counts.held;
      state = OutboxState::held;
      break;
  }
  return settle(storing, entry->edit, state, receipt);
}

// The edits of the batch that was sent. Those with a receipt of their own follow with it.
Status store_range(Storing& storing, const ReceiptRange& range, const std::set<EditDigest>& answered) {
  MINSYNC_TRY(storing.store.sent(range));
  for (std::uint64_t i = 0; i < range.count; ++i) {
    const Sequence sequence{range.first.value + i};
    MINSYNC_ASSIGN(const auto entry, storing.store.outbox_entry(sequence));
    if (!entry || entry->edit.id.incarnation != range.incarnation || entry->state != OutboxState::pending) continue;
    if (range.tag == 0 || answered.contains(edit_digest(entry->edit))) continue;
    MINSYNC_TRY(store_clean(storing, *entry, range));
  }
  return {};
}

Status store_ranges(Storing& storing, const SyncAnswer& answer) {
  std::set<EditDigest> answered;
  for (const auto& receipt : answer.receipts) answered.insert(receipt.digest);
  for (const auto& range : answer.received) {
    MINSYNC_TRY(store_range(storing, range, answered));
    if (range.tag != 0) MINSYNC_TRY(storing.store.add_proof(range));
  }
  for (const auto& receipt : answer.receipts) {
    if (receipt.tag == 0) continue;
    MINSYNC_TRY(storing.store.add_proof(
        {receipt.incarnation, receipt.sequence, 1, receipt.version, receipt.stamp, receipt.tag}));
  }
  return {};
}

// `anew`: the partition is told anew.
Status store_change(Storing& storing, const RecordChange& change, PartitionId partition, bool anew) {
  const Form* form = storing.store.forms().find(change.form);
  if (form == nullptr) {
    if (anew) MINSYNC_TRY(note_told(storing.store, change.state.id, partition));
    return keep_unknown(storing.store, change, partition, anew);
  }
  if (change.left) return evict(storing.store, *form, change.state.id);
  MINSYNC_ASSIGN(auto record, storing.store.records().load(*form, change.state.id));
  const bool fresh = !record;
  if (fresh) record.emplace();
  record->partition = partition;
  MINSYNC_TRY(storing.store.database().run("DELETE FROM leaving WHERE record = ?", change.state.id));
  if (anew) {
    record->state = change.state;
    MINSYNC_TRY(note_told(storing.store, change.state.id, partition));
  } else {
    if (record->state.version > change.state.version) return {};
    take_over(record->state, change.state);
  }
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

// What the hub has as it is here counts as told.
Status keep_same(Storing& storing, const PartitionChanges& changes, const Asked& asked) {
  const auto own = std::ranges::find(asked.known, changes.cursor.partition, &OwnBlocks::partition);
  for (const auto index : changes.same) {
    if (own == asked.known.end() || index >= own->blocks.size()) {
      return fail(FaultKind::integrity, "network.bad_answer");
    }
    for (const auto record : own->blocks[index].records) {
      MINSYNC_TRY(note_told(storing.store, record, changes.cursor.partition));
    }
  }
  return {};
}

Status store_partition(Storing& storing, const PartitionChanges& changes, const Asked& asked, SyncState& sync) {
  const PartitionId partition = changes.cursor.partition;
  const auto known = std::ranges::find(sync.cursors, partition, &Cursor::partition);
  const bool anew = changes.anew || (known != sync.cursors.end() && known->whole == kToldAnew);
  for (const auto& change : changes.records) MINSYNC_TRY(store_change(storing, change, partition, anew));
  MINSYNC_TRY(keep_same(storing, changes, asked));
  if (anew && changes.complete) MINSYNC_TRY(evict_untold(storing.store, partition));
  MINSYNC_TRY(note_backed_up(storing.store, changes));
  std::erase_if(sync.cursors, [&](const Cursor& c) { return c.partition == changes.cursor.partition; });
  sync.cursors.push_back(changes.cursor);
  sync.complete = sync.complete && changes.complete;
  return {};
}

// Another process of this computer may have stored a newer answer meanwhile: then these changes come again.
bool asked_from_here(const SyncState& sync, const std::vector<Cursor>& asked) {
  return sync.cursors == asked;
}

// The hub read its clock somewhere between the two: only what lies outside of that is certainly a wrong clock.
std::int64_t clock_offset(std::uint64_t hub_ms, std::uint64_t sent_ms, std::uint64_t arrived_ms) {
  if (hub_ms < sent_ms) return -static_cast<std::int64_t>(sent_ms - hub_ms);
  return hub_ms > arrived_ms ? static_cast<std::int64_t>(hub_ms - arrived_ms) : 0;
}

}  // namespace

namespace {

// Before the answer's own changes are stored.
Status note_told_anew(Storing& storing, const SyncAnswer& answer, const std::vector<Cursor>& asked) {
  MINSYNC_ASSIGN(const auto sync, storing.store.sync_state());
  for (const auto& cursor : sync.cursors) {
    if (cursor.whole == kToldAnew) storing.anew.insert(cursor.partition);
  }
  if (!asked_from_here(sync, asked)) return {};
  for (const auto& changes : answer.partitions) {
    if (!changes.anew) continue;
    storing.anew.insert(changes.cursor.partition);
    MINSYNC_TRY(forget_told(storing.store, changes.cursor.partition));
  }
  return {};
}

}  // namespace

// Definitions came with it: what this answer and earlier ones brought of their forms is shown now.
static bool brings_forms(const SyncAnswer& answer) {
  return std::ranges::any_of(answer.partitions, [](const PartitionChanges& changes) {
    return std::ranges::find(changes.records, kFormDefinition, &RecordChange::form) != changes.records.end();
  });
}

Result<AnswerCounts> store_answer(ClientStore& store, const SyncAnswer& answer, const Asked& asked,
                                  std::uint64_t arrived_ms) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(store.refresh_forms());
  MINSYNC_ASSIGN(const auto last, store.setting("last_stamp"));
  Storing storing{store, HybridClock(Stamp{last.empty() ? 0 : std::stoull(last)}), answer.clock_ms, {}, {}};
  const auto offset = clock_offset(answer.clock_ms, asked.at_ms, arrived_ms);
  MINSYNC_TRY(store.set_setting("clock_offset_ms", std::to_string(offset)));
  if (answer.epoch != store.enrolment().epoch) MINSYNC_TRY(store.enter_epoch(answer.epoch, answer.kept));
  if (answer.incarnation_spent) MINSYNC_TRY(store.begin_incarnation());
  // Said until an exchange goes by without it.
  MINSYNC_TRY(store.set_setting("copied", answer.incarnation_spent || answer.copied ? "1" : ""));
  storing.counts.copied = answer.incarnation_spent || answer.copied;
  MINSYNC_TRY(note_told_anew(storing, answer, asked.cursors));
  MINSYNC_TRY(store_ranges(storing, answer));
  for (const auto& receipt : answer.receipts) MINSYNC_TRY(store_receipt(storing, receipt));
  MINSYNC_ASSIGN(auto sync, store.sync_state());
  if (asked_from_here(sync, asked.cursors)) {
    sync.complete = !answer.partitions.empty();
    for (const auto& partition : answer.partitions) MINSYNC_TRY(store_partition(storing, partition, asked, sync));
  }
  MINSYNC_TRY(evict_answered(store));
  // What another copy sent was taken for known here, and its history may be another one.
  if (answer.incarnation_spent) {
    for (auto& cursor : sync.cursors) cursor = {cursor.partition, kToldAnew, kToldAnew, {}};
    MINSYNC_TRY(store.database().run("DELETE FROM told_anew"));
  }
  sync.receipt_cursor = std::max(sync.receipt_cursor, answer.receipt_cursor);
  sync.last_sync_ms = static_cast<std::int64_t>(arrived_ms);
  MINSYNC_TRY(store.set_sync_state(sync));
  MINSYNC_TRY(store.set_setting("last_stamp", std::to_string(storing.clock.last().value)));
  // If this transaction fails, the catalogue knows more than the tables do; the program ends with that fault.
  if (brings_forms(answer)) MINSYNC_TRY(settle_forms(store));
  MINSYNC_TRY(transaction.commit());
  return storing.counts;
}

}  // namespace minsync
