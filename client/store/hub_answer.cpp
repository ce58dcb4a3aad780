#include "client/store/hub_answer.h"

#include <algorithm>
#include <set>

#include "client/store/audit_watch.h"
#include "client/store/eviction.h"
#include "client/store/learned_forms.h"
#include "client/store/page_changes.h"
#include "client/store/set_aside.h"
#include "shared/crypto/edit_digest.h"
#include "shared/store/form_definitions.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

Version version_in(const ReceiptRange& range, Sequence sequence) {
  return Version{range.version.value + (sequence.value - range.first.value)};
}

Result<bool> of_another_history(Storing& storing, const OutboxEntry& entry) {
  if (!storing.anew.contains(entry.partition)) return false;
  MINSYNC_ASSIGN(const bool told, was_told(storing.store, entry.edit.record));
  return !told;
}

// The hub merged exactly what is shown here: doing the same to the stored state gives the hub's state.
Status store_clean(Storing& storing, const OutboxEntry& entry) {
  const Version version = entry.version;
  ++storing.counts.applied;
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
  return save_shown_after(storing, *form, *record, entry.edit);
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
  if (record && state == OutboxState::refused) {
    MINSYNC_ASSIGN(const bool gone, evict_refused(storing.store, *form, *record));
    if (gone) return {};
  }
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

constexpr std::size_t kEntriesAtOnce = 256;  // of a range, in memory

// The edits of the batch that was sent. Those with a receipt of their own follow with it.
Status store_range(Storing& storing, const ReceiptRange& range, const std::set<EditDigest>& answered) {
  MINSYNC_TRY(storing.store.sent(range));
  if (range.tag == 0) return {};
  const bool one_history = storing.anew.empty() && storing.foreign.empty();
  if (answered.empty() && one_history) {
    MINSYNC_ASSIGN(const auto merged, storing.store.merged_as_made(range));
    storing.counts.applied += merged;
    if (merged == range.count) return {};
  } else {
    MINSYNC_TRY(storing.store.not_as_made(range));
  }
  const Sequence last{range.first.value + range.count - 1};
  for (Sequence after{range.first.value - 1}; after < last;) {
    MINSYNC_ASSIGN(auto entries, storing.store.pending_within(range.incarnation, after, last, kEntriesAtOnce));
    if (entries.empty()) break;
    after = entries.back().edit.id.sequence;
    std::erase_if(entries, [&](const OutboxEntry& entry) {
      // What is of a foreign history is sent again, and answered for the history that is stored by then.
      return storing.foreign.contains(entry.partition) ||
             (!answered.empty() && answered.contains(edit_digest(entry.edit)));
    });
    for (auto& entry : entries) entry.version = version_in(range, entry.edit.id.sequence);
    MINSYNC_TRY(storing.store.merged(entries));
    for (const auto& entry : entries) MINSYNC_TRY(store_clean(storing, entry));
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

// The edit that the hub was sent alone and could not read; nothing if it was sent others with it.
Result<std::optional<OutboxEntry>> sent_alone(ClientStore& store, BatchDigest digest) {
  MINSYNC_ASSIGN(const auto groups, store.groups_to_send());
  for (const auto& group : groups) {
    for (Sequence after{};;) {
      MINSYNC_ASSIGN(auto entries, store.to_send(group, after, 1));
      if (entries.empty()) break;
      auto& entry = entries.front();
      after = entry.edit.id.sequence;
      const Batch batch{store.enrolment().device, group.incarnation, group.partition, {entry.edit}};
      if (batch_digest(encode_batch(batch)) == digest) return std::move(entry);
    }
  }
  return std::nullopt;
}

// What the hub has kept, unread, is not sent again; of others it took nothing.
Status store_unread(Storing& storing, const SyncAnswer& answer) {
  auto& store = storing.store;
  for (const auto digest : answer.unread) {
    MINSYNC_ASSIGN(const auto entry, sent_alone(store, digest));
    if (!entry) {
      MINSYNC_TRY(store.set_setting(kSingleEdits, "1"));
      continue;
    }
    Receipt receipt;
    receipt.incarnation = entry->edit.id.incarnation;
    receipt.sequence = entry->edit.id.sequence;
    receipt.digest = edit_digest(entry->edit);
    receipt.kind = ReceiptKind::quarantined;
    receipt.reason = "hub.edit_unread";
    ++storing.counts.quarantined;
    MINSYNC_TRY(store.sent({receipt.incarnation, receipt.sequence, 1, {}}));
    MINSYNC_TRY(store.set_outbox_state(receipt.sequence, OutboxState::quarantined, {}, &receipt));
  }
  MINSYNC_ASSIGN(const bool any_left, store.any_unsent());
  return any_left ? Status{} : store.set_setting(kSingleEdits, "");
}

// A life of this data that was left already is not left again.
Result<bool> is_spent(ClientStore& store, const SyncAnswer& answer, const Asked& asked) {
  if (!answer.incarnation_spent || !asked.by_stick) return answer.incarnation_spent;
  MINSYNC_ASSIGN(const auto own, store.incarnation());
  return own == asked.incarnation;
}

// The hub read its clock somewhere between the two: only what lies outside of that is certainly a wrong clock.
std::int64_t clock_offset(std::uint64_t hub_ms, std::uint64_t sent_ms, std::uint64_t arrived_ms) {
  if (hub_ms < sent_ms) return -static_cast<std::int64_t>(sent_ms - hub_ms);
  return hub_ms > arrived_ms ? static_cast<std::int64_t>(hub_ms - arrived_ms) : 0;
}

}  // namespace

void add(AnswerCounts& sum, const AnswerCounts& counts) {
  sum.applied += counts.applied, sum.parallel += counts.parallel, sum.overwritten += counts.overwritten;
  sum.in_review += counts.in_review, sum.waiting += counts.waiting, sum.refused += counts.refused;
  sum.quarantined += counts.quarantined, sum.held += counts.held, sum.pulled += counts.pulled;
  sum.set_aside += counts.set_aside;
  sum.copied = sum.copied || counts.copied, sum.gap = sum.gap || counts.gap;
  sum.hub_went_back = sum.hub_went_back || counts.hub_went_back;
}

namespace {

// Before the answer's own changes are stored.
Status note_histories(Storing& storing, const SyncAnswer& answer, const Asked& asked, const SyncState& sync) {
  for (const auto& cursor : sync.cursors) {
    if (is_told_anew(cursor.whole)) storing.anew.insert(cursor.partition);
  }
  for (const auto& changes : answer.partitions) {
    const PartitionId partition = changes.cursor.partition;
    const auto here = cursor_of(sync.cursors, partition);
    const auto place = place_of_page(asked, sync, changes, answer.epoch);
    if (place == PagePlace::gap && epoch_of(here.version) != answer.epoch) storing.foreign.insert(partition);
    if (!changes.anew || place != PagePlace::follows) continue;
    storing.anew.insert(partition);
    MINSYNC_TRY(forget_told(storing.store, partition));
  }
  return {};
}

// By line a receipt comes again for its edit. A stick may bring an old one: up to the cursor all are stored here, or
// newer ones in their place, unless their edits are to be sent again.
Result<bool> is_news(Storing& storing, const Receipt& receipt, const Asked& asked, const SyncState& sync) {
  if (!asked.by_stick || receipt.serial > sync.receipt_cursor) return true;
  MINSYNC_ASSIGN(const auto entry, storing.store.outbox_entry(receipt.sequence));
  return entry && entry->state == OutboxState::pending;
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
  Storing storing{store, HybridClock(Stamp{last.empty() ? 0 : std::stoull(last)}), answer.clock_ms};
  if (!asked.by_stick) {
    const auto offset = clock_offset(answer.clock_ms, asked.at_ms, arrived_ms);
    MINSYNC_TRY(store.set_setting("clock_offset_ms", std::to_string(offset)));
    MINSYNC_TRY(store.note_answered(answer.counter));
  }
  MINSYNC_ASSIGN(const bool spent, is_spent(store, answer, asked));
  const bool went_back = answer.epoch != store.enrolment().epoch;
  if (went_back) MINSYNC_TRY(store.enter_epoch(answer.epoch, answer.kept));
  storing.counts.hub_went_back = went_back;
  if (spent) MINSYNC_TRY(store.begin_incarnation());
  // Said until an exchange by line goes by without it.
  storing.counts.copied = spent || answer.copied;
  if (storing.counts.copied || !asked.by_stick) {
    MINSYNC_TRY(store.set_setting("copied", storing.counts.copied ? "1" : ""));
  }
  MINSYNC_ASSIGN(auto sync, store.sync_state());
  MINSYNC_TRY(note_histories(storing, answer, asked, sync));
  MINSYNC_TRY(store_ranges(storing, answer));
  for (const auto& receipt : answer.receipts) {
    MINSYNC_ASSIGN(const bool news, is_news(storing, receipt, asked, sync));
    if (news) MINSYNC_TRY(store_receipt(storing, receipt));
  }
  MINSYNC_TRY(begin_aside(storing));
  MINSYNC_TRY(store_partitions(storing, answer, asked, sync));
  MINSYNC_TRY(store_unread(storing, answer));
  if (asked.audit_seen) MINSYNC_TRY(watch_audit(store, answer, *asked.audit_seen, went_back));
  MINSYNC_TRY(evict_answered(store));
  // What another copy sent was taken for known here, and its history may be another one.
  if (spent) {
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

Result<std::int64_t> retry_set_aside(ClientStore& store, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(const auto last, store.setting("last_stamp"));
  Storing storing{store, HybridClock(Stamp{last.empty() ? 0 : std::stoull(last)}), now_ms};
  storing.any_aside = true;
  MINSYNC_TRY(retry_aside(storing));
  MINSYNC_TRY(store.set_setting("last_stamp", std::to_string(storing.clock.last().value)));
  MINSYNC_ASSIGN(const auto left, count_aside(store));
  MINSYNC_TRY(transaction.commit());
  return left;
}

}  // namespace minsync
