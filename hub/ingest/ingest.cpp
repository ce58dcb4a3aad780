#include "hub/ingest/ingest.h"

#include <algorithm>

#include "hub/ingest/rights.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

// One batch on its way through; `verdicts` grows by one for each edit.
struct Ingest {
  HubStore& store;
  const IngestContext& context;
  const Device& device;
  Partition partition;
  IngestReport report;
  std::vector<Verdict> verdicts;
  std::vector<ReceiptRange> fresh;  // received by this batch, not yet written
  bool releasing = false;           // on behalf of edits that waited, which have a receipt already
};

bool received_now(const Ingest& ingest, Sequence sequence) {
  return std::ranges::any_of(ingest.fresh, [&](const ReceiptRange& range) {
    return range.first <= sequence && sequence.value < range.first.value + range.count;
  });
}

Stamp greatest_covered(const StoredRecord& record, const Edit& edit) {
  Stamp greatest;
  for (const auto& change : edit.changes) {
    const GroupState* state = record.state.group(change.group);
    if (state == nullptr) continue;
    for (const auto& head : state->heads) {
      if (covers(change.base, edit.id, head.origin)) greatest = std::max(greatest, head.origin.stamp);
    }
  }
  return greatest;
}

// What the feed says of the record before this edit.
Result<std::optional<FeedEntry>> feed_before(Ingest& ingest, const StoredRecord& record) {
  if (record.state.version.value == 0) return std::nullopt;
  return ingest.store.find_feed(ingest.partition.id, feed_unit(ingest.context.divisions, record.state.unit),
                                record.state.version);
}

// The author has seen the record up to `seen`; what came after that was its own and receipted without more.
bool knows_the_rest(const std::optional<FeedEntry>& before, const Edit& edit) {
  if (!before || before->version <= edit.seen) return true;
  return before->author == edit.id.device && before->foreign <= edit.seen;
}

Status write_feed(Ingest& ingest, const Form& form, const StoredRecord& record, const std::optional<FeedEntry>& before,
                  bool clean) {
  const UnitId unit = feed_unit(ingest.context.divisions, record.state.unit);
  FeedEntry entry{record.state.version, unit, form.name, record.state.id, {}, before ? before->version : Version{}};
  if (clean) entry.author = ingest.device.id;
  if (before) {
    if (clean && before->author == entry.author) entry.foreign = before->foreign;
    MINSYNC_TRY(ingest.store.drop_feed(ingest.partition.id, unit, before->version));
  }
  return ingest.store.put_feed(ingest.partition.id, entry);
}

Status refuse(Ingest& ingest, const Edit& edit, Refusal refusal) {
  ingest.verdicts.push_back({Verdict::Kind::refused, {}, edit.stamp, 0});
  ++ingest.report.refused;
  Receipt receipt;
  receipt.incarnation = edit.id.incarnation;
  receipt.sequence = edit.id.sequence;
  receipt.kind = ReceiptKind::refused;
  receipt.reason = std::move(refusal.reason);
  receipt.args = std::move(refusal.args);
  receipt.field = std::move(refusal.field);
  return ingest.store.put_receipt(ingest.device.id, std::move(receipt));
}

Status hold_back(Ingest& ingest, const Edit& edit) {
  ingest.verdicts.push_back({Verdict::Kind::waiting, {}, edit.stamp, 0});
  ++ingest.report.waiting;
  Receipt receipt;
  receipt.incarnation = edit.id.incarnation;
  receipt.sequence = edit.id.sequence;
  receipt.kind = ReceiptKind::waiting;
  MINSYNC_TRY(ingest.store.put_receipt(ingest.device.id, std::move(receipt)));
  return ingest.store.put_waiting(edit.id, {ingest.partition.id, encode_edit(edit)});
}

// Whether every own edit that this one stands on is here and merged or refused.
Result<bool> base_arrived(Ingest& ingest, const Edit& edit) {
  for (const auto& change : edit.changes) {
    for (const auto& range : change.base.own) {
      MINSYNC_ASSIGN(const auto version, ingest.store.received(edit.id.device, edit.id.incarnation, range.last));
      if (!version && !received_now(ingest, range.last)) return false;
      MINSYNC_ASSIGN(const auto receipt, ingest.store.receipt(edit.id.device, edit.id.incarnation, range.last));
      if (receipt && receipt->kind == ReceiptKind::waiting) return false;
    }
  }
  return true;
}

// A total or a set of options that was seen on a refused edit cannot be told apart from what was refused.
Result<bool> stands_on_refused_total(Ingest& ingest, const Form& form, const Edit& edit) {
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    const bool relative =
        rule != nullptr && (rule->policy == MergePolicy::sum || rule->policy == MergePolicy::set_union);
    if (!relative) continue;
    for (const auto& range : change.base.own) {
      MINSYNC_ASSIGN(const auto receipt, ingest.store.receipt(edit.id.device, edit.id.incarnation, range.last));
      if (receipt && receipt->kind == ReceiptKind::refused) return true;
    }
  }
  return false;
}

Status merge_one(Ingest& ingest, const Form& form, const Edit& edit, std::optional<StoredRecord> found,
                 Version version) {
  const bool fresh = !found;
  StoredRecord record = fresh ? StoredRecord{} : std::move(*found);
  if (fresh) {
    record.state.id = edit.record;
    record.state.unit = edit.unit;
    record.state.birth = version;
  }
  const Version previous = record.state.version;
  MINSYNC_ASSIGN(const auto before, feed_before(ingest, record));
  const auto stamp =
      effective_stamp(edit.stamp, static_cast<std::uint64_t>(ingest.context.now_ms), greatest_covered(record, edit));
  const Origin origin{edit.id, version, stamp, static_cast<std::uint8_t>(ingest.device.role)};
  const auto merged = merge_edit(form.groups, record.state, edit, origin);
  const bool clean = merged.clean && stamp == edit.stamp && knows_the_rest(before, edit) && !ingest.releasing;
  show_state(form, record);
  MINSYNC_TRY(ingest.store.records().save(form, record, fresh));
  MINSYNC_TRY(write_feed(ingest, form, record, before, clean));
  ingest.verdicts.push_back({Verdict::Kind::merged, previous, stamp, origin.rank});
  ++ingest.report.merged;
  if (clean) return {};
  Receipt receipt;
  receipt.incarnation = edit.id.incarnation;
  receipt.sequence = edit.id.sequence;
  receipt.version = version;
  receipt.stamp = stamp == edit.stamp ? Stamp{} : stamp;
  receipt.outcomes = merged.outcomes;
  return ingest.store.put_receipt(ingest.device.id, std::move(receipt));
}

Status ingest_edit(Ingest& ingest, const Edit& edit, Version version) {
  const Form* form = ingest.context.forms.find(edit.form);
  std::optional<StoredRecord> record;
  if (form != nullptr) {
    MINSYNC_ASSIGN(record, ingest.store.records().load(*form, edit.record));
  }
  MINSYNC_ASSIGN(const bool arrived, base_arrived(ingest, edit));
  if (!arrived) return hold_back(ingest, edit);
  auto refusal =
      refusal_of(ingest.context, ingest.device, ingest.partition.id, form, edit, record ? &*record : nullptr);
  if (!refusal) {
    MINSYNC_ASSIGN(const bool on_refused, stands_on_refused_total(ingest, *form, edit));
    if (on_refused) refusal = Refusal{"hub.base_refused", {}, ""};
  }
  if (refusal) return refuse(ingest, edit, std::move(*refusal));
  return merge_one(ingest, *form, edit, std::move(record), version);
}

// Closes the entry of `count` edits: journal, chain, the partition's newest version.
Status write_journal(Ingest& ingest, std::uint32_t count, const std::string& batch) {
  Partition after = ingest.partition;
  after.last.value += count;
  after.entries += 1;
  JournalEntry entry{after.id,
                     after.entries,
                     {ingest.partition.last.value + 1},
                     count,
                     ingest.device.id,
                     ingest.context.now_ms,
                     batch,
                     encode_verdicts(ingest.verdicts),
                     {}};
  entry.hash = chain_hash(ingest.partition.chain, entry);
  after.chain = entry.hash;
  MINSYNC_TRY(ingest.store.append(entry, after));
  ingest.partition = after;
  ingest.verdicts.clear();
  return {};
}

// Edits that waited for one that has come now; each gets its version now.
Status release_waiting(Ingest& ingest) {
  ingest.releasing = true;
  for (bool progress = true; progress;) {
    progress = false;
    MINSYNC_ASSIGN(const auto waiting, ingest.store.waiting(ingest.device.id));
    for (const auto& held : waiting) {
      if (held.partition != ingest.partition.id) continue;
      MINSYNC_ASSIGN(const auto edit, decode_edit(held.edit));
      MINSYNC_ASSIGN(const bool arrived, base_arrived(ingest, edit));
      if (!arrived) continue;
      MINSYNC_TRY(ingest.store.drop_waiting(edit.id));
      MINSYNC_TRY(ingest_edit(ingest, edit, {ingest.partition.last.value + 1}));
      MINSYNC_TRY(
          write_journal(ingest, 1, encode_batch({edit.id.device, edit.id.incarnation, held.partition, {edit}})));
      progress = true;
    }
  }
  return {};
}

void add_to_ranges(std::vector<ReceiptRange>& ranges, const EditId& id, Version version) {
  if (!ranges.empty()) {
    auto& last = ranges.back();
    if (last.first.value + last.count == id.sequence.value && last.version.value + last.count == version.value) {
      ++last.count;
      return;
    }
  }
  ranges.push_back({id.incarnation, id.sequence, 1, version});
}

// An edit is known by its number; a known number with other content comes from a copy of the device's folder.
Status check_same_edit(Ingest& ingest, const Edit& edit, Version version) {
  MINSYNC_ASSIGN(const auto entry, ingest.store.entry_at(ingest.partition.id, version));
  const auto index = entry ? version.value - entry->first.value : 0;
  if (entry && entry->batch.size() > kSignatureSize) {
    const auto journaled = decode_batch(std::string_view(entry->batch).substr(0, entry->batch.size() - kSignatureSize));
    if (journaled && index < journaled->edits.size() && journaled->edits[index] == edit) return {};
  }
  return fail(FaultKind::not_allowed, "hub.device_copied");
}

}  // namespace

Result<IngestReport> ingest_batch(HubStore& store, const IngestContext& context, const Device& device,
                                  const Batch& batch, const std::string& signed_batch) {
  MINSYNC_ASSIGN(const auto partition, store.partition(batch.partition));
  Ingest ingest{store, context, device, partition, {}, {}, {}, false};
  for (std::size_t i = 0; i < batch.edits.size(); ++i) {
    const Edit& edit = batch.edits[i];
    const Version version{partition.last.value + 1 + i};
    MINSYNC_ASSIGN(const auto known, store.received(edit.id.device, edit.id.incarnation, edit.id.sequence));
    if (known) {
      MINSYNC_TRY(check_same_edit(ingest, edit, *known));
      ingest.verdicts.push_back({Verdict::Kind::duplicate, {}, edit.stamp, 0});
      ++ingest.report.duplicate;
      add_to_ranges(ingest.report.received, edit.id, *known);
      continue;
    }
    MINSYNC_TRY(ingest_edit(ingest, edit, version));
    add_to_ranges(ingest.fresh, edit.id, version);
    add_to_ranges(ingest.report.received, edit.id, version);
  }
  if (ingest.fresh.empty()) return std::move(ingest.report);
  for (const auto& range : ingest.fresh) MINSYNC_TRY(store.add_received(device.id, range, batch.partition));
  MINSYNC_TRY(write_journal(ingest, static_cast<std::uint32_t>(batch.edits.size()), signed_batch));
  MINSYNC_TRY(release_waiting(ingest));
  return std::move(ingest.report);
}

}  // namespace minsync
