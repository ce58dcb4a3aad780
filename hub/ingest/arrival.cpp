#include "hub/ingest/arrival.h"

#include <algorithm>

#include "hub/ingest/journal_reader.h"
#include "sync_protocol/hybrid_clock.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

Receipt receipt_for(const Arrival& arrival, ReceiptKind kind) {
  Receipt receipt;
  receipt.incarnation = arrival.edit.id.incarnation;
  receipt.sequence = arrival.edit.id.sequence;
  receipt.digest = arrival.digest;
  receipt.kind = kind;
  return receipt;
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
bool knows_the_rest(const Ingest& ingest, const std::optional<FeedEntry>& before, const Edit& edit) {
  if (!before || before->version <= edit.seen || planted(PlantedBug::echo_eats_foreign)) return true;
  return before->author == ingest.device.id && before->incarnation == ingest.sender && before->foreign <= edit.seen;
}

Status write_feed(Ingest& ingest, const Form& form, const StoredRecord& record, const std::optional<FeedEntry>& before,
                  bool clean) {
  const UnitId unit = feed_unit(ingest.context.divisions, record.state.unit);
  FeedEntry entry{record.state.version, unit, form.name, record.state.id, {}, {}, before ? before->version : Version{}};
  if (clean) entry.author = ingest.device.id, entry.incarnation = ingest.sender;
  if (before) {
    const bool same = before->author == entry.author && before->incarnation == entry.incarnation;
    if (clean && same) entry.foreign = before->foreign;
    MINSYNC_TRY(ingest.store.drop_feed(ingest.partition.id, unit, before->version));
  }
  return ingest.store.put_feed(ingest.partition.id, entry);
}

Status refuse(Ingest& ingest, const Arrival& arrival, Refusal refusal) {
  ingest.verdicts.push_back({Verdict::Kind::refused, {}, arrival.edit.stamp, 0});
  ++ingest.report.refused;
  auto receipt = receipt_for(arrival, ReceiptKind::refused);
  receipt.reason = std::move(refusal.reason);
  receipt.args = std::move(refusal.args);
  receipt.field = std::move(refusal.field);
  return ingest.store.put_receipt(ingest.device.id, std::move(receipt));
}

// A total or a set of options that was seen on a refused edit cannot be told apart from what was refused. A removal
// says neither.
Result<bool> stands_on_refused_total(Ingest& ingest, const Form& form, const Edit& edit) {
  if (edit.kind == EditKind::remove) return false;
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    const bool relative =
        rule != nullptr && (rule->policy == MergePolicy::sum || rule->policy == MergePolicy::set_union);
    if (!relative || change.base.own.empty()) continue;
    const auto& range = change.base.own.back();
    MINSYNC_ASSIGN(const auto receipt,
                   ingest.store.receipt({edit.id.device, range.incarnation, range.last}, change.base.own_digest));
    if (receipt && receipt->kind == ReceiptKind::refused) return true;
  }
  return false;
}

bool covers_any(const MergedEdit& later, const MergedEdit& earlier) {
  return std::ranges::any_of(later.edit.changes, [&](const GroupChange& change) {
    // A decision settles what it names.
    if (std::ranges::find(change.decides, earlier.origin.edit) != change.decides.end()) return true;
    const auto same = std::ranges::find(earlier.edit.changes, change.group, &GroupChange::group);
    return same != earlier.edit.changes.end() && covers(change.base, later.edit.id, earlier.origin);
  });
}

// By the places that they had; but no edit comes before one that it covers, whatever is known of their places.
std::vector<MergedEdit> in_order(std::vector<MergedEdit> life) {
  std::ranges::sort(life, {}, [](const MergedEdit& merged) { return place_of(merged.origin); });
  std::vector<MergedEdit> ordered;
  while (!life.empty()) {
    const auto next = std::ranges::find_if(life, [&](const MergedEdit& candidate) {
      return std::ranges::none_of(
          life, [&](const MergedEdit& other) { return &other != &candidate && covers_any(candidate, other); });
    });
    // Covers go back in time, so there always is one; a journal in which there is none is taken as it stands.
    const auto taken = next == life.end() ? life.begin() : next;
    ordered.push_back(std::move(*taken));
    life.erase(taken);
  }
  return ordered;
}

// The record from all its edits, in the order in which they stood before the hub lost some of them. Groups that come
// out as they were keep their version.
Status merge_from_birth(Ingest& ingest, const Form& form, StoredRecord& record, const Edit& edit,
                        const Origin& origin) {
  std::vector<MergedEdit> life{{edit, origin, 0}};
  Version written = record.state.version;
  for (auto own = ingest.unwritten.find(written); own != ingest.unwritten.end(); own = ingest.unwritten.find(written)) {
    life.push_back(own->second.first);
    written = own->second.second;
  }
  JournalReader journal(ingest.store);
  MINSYNC_ASSIGN(auto older, journal.life_of(ingest.partition.id, edit.record, written));
  std::ranges::move(older, std::back_inserter(life));
  life = in_order(std::move(life));
  RecordState state;
  state.id = record.state.id;
  state.unit = record.state.unit;
  state.birth = record.state.birth;
  for (const auto& merged : life) merge_edit(form.groups, state, merged.edit, merged.origin);
  for (auto& group : state.groups) {
    const GroupState* before = record.state.group(group.number);
    const bool same = before != nullptr && before->heads == group.heads && before->shown == group.shown;
    group.version = same ? before->version : origin.version;
  }
  state.version = origin.version;
  record.state = std::move(state);
  return {};
}

struct MergeReport {
  Merged merged;
  Version previous;
  bool in_order = true;  // the record's edits came in the order in which they were made to follow each other
};

// The record was changed since the hub lost what comes now, also where it was lost more than once.
bool changed_since_loss(const Ingest& ingest, const StoredRecord& record, const Origin& origin) {
  const auto changed_in = epoch_of(record.state.version);
  if (origin.former.value != 0) return changed_in > epoch_of(origin.former);
  return ingest.recovering && changed_in == epoch_of(origin.version);
}

Result<MergeReport> merge_into(Ingest& ingest, const Form& form, StoredRecord& record, const Edit& edit,
                               const Origin& origin) {
  MergeReport report{{}, record.state.version, true};
  if (!changed_since_loss(ingest, record, origin)) {
    report.merged = merge_edit(form.groups, record.state, edit, origin);
    return report;
  }
  report.in_order = false;
  MINSYNC_TRY(merge_from_birth(ingest, form, record, edit, origin));
  for (const auto& change : edit.changes) {
    const GroupState* state = record.state.group(change.group);
    const bool told = state != nullptr && edit.kind != EditKind::remove;
    report.merged.outcomes.push_back(
        {change.group, told ? outcome_of(*form.group(change.group), *state, edit.id) : Outcome::applied});
  }
  return report;
}

Stamp stamp_for(const Ingest& ingest, const Arrival& arrival, const StoredRecord& record, const Edit& edit) {
  if (arrival.former.value != 0) return arrival.stamp.value != 0 ? arrival.stamp : edit.stamp;
  return effective_stamp(edit.stamp, static_cast<std::uint64_t>(ingest.context.now_ms), greatest_covered(record, edit));
}

// `edit` is the arrived one by the names it has at the hub.
Status merge_one(Ingest& ingest, const Form& form, const Arrival& arrival, const Edit& edit,
                 std::optional<StoredRecord> found, Version version) {
  const bool fresh = !found;
  StoredRecord record = fresh ? StoredRecord{} : std::move(*found);
  if (fresh) {
    record.state.id = edit.record;
    record.state.unit = edit.unit;
    record.state.birth = version;
  }
  MINSYNC_ASSIGN(const auto before, feed_before(ingest, record));
  const auto stamp = stamp_for(ingest, arrival, record, edit);
  const Origin origin{edit.id, version, stamp, static_cast<std::uint8_t>(ingest.device.role), arrival.former};
  MINSYNC_ASSIGN(const auto report, merge_into(ingest, form, record, edit, origin));
  const bool clean = report.merged.clean && report.in_order && stamp == edit.stamp &&
                     knows_the_rest(ingest, before, edit) && !ingest.releasing && !arrival.sent_again;
  show_state(form, record);
  MINSYNC_TRY(ingest.store.records().save(form, record, fresh));
  MINSYNC_TRY(write_feed(ingest, form, record, before, clean));
  ingest.verdicts.push_back({Verdict::Kind::merged, report.previous, stamp, origin.rank, origin.former});
  if (ingest.recovering) ingest.unwritten.emplace(version, std::pair(MergedEdit{edit, origin, 0}, report.previous));
  ++ingest.report.merged;
  if (arrival.sent_again) ingest.found_again.push_back(edit.record);
  if (clean) return {};
  auto receipt = receipt_for(arrival, ReceiptKind::merged);
  receipt.version = version;
  receipt.stamp = stamp == edit.stamp ? Stamp{} : stamp;
  receipt.outcomes = report.merged.outcomes;
  receipt.tag = tag_of(ingest.context, ingest.device.id,
                       {receipt.incarnation, receipt.sequence, 1, receipt.version, receipt.stamp, 0});
  return ingest.store.put_receipt(ingest.device.id, std::move(receipt));
}

// Made upon what the hub showed in an earlier epoch, of which it may have lost something that it may be sent yet.
bool stands_on_old(const Ingest& ingest, const Edit& edit) {
  const auto is_old = [&](Version seen) { return seen.value != 0 && epoch_of(seen) < epoch_of(ingest.partition.last); };
  return is_old(edit.seen) ||
         std::ranges::any_of(edit.changes, [&](const GroupChange& change) { return is_old(change.base.version); });
}

// A creation that goes through the waiting room takes the record's other edits along.
Result<bool> creation_waits(Ingest& ingest, RecordId record) {
  MINSYNC_ASSIGN(const auto waiting, ingest.store.waiting_on(record));
  return std::ranges::any_of(waiting, [](const WaitingEdit& other) { return other.edit.kind == EditKind::create; });
}

Status refuse_or_hold(Ingest& ingest, const Arrival& arrival, Refusal refusal) {
  if (refusal.reason == kRecordUnknown) {
    MINSYNC_ASSIGN(const bool comes, creation_waits(ingest, arrival.edit.record));
    if (comes) return hold_back(ingest, arrival);
  }
  MINSYNC_ASSIGN(const bool recovering, in_recovery(ingest.store));
  const bool lost = refusal.reason == kRecordUnknown || stands_on_old(ingest, arrival.edit);
  if (recovering && lost) return hold_back(ingest, arrival);
  return refuse(ingest, arrival, std::move(refusal));
}

}  // namespace

Result<bool> in_recovery(HubStore& store) {
  MINSYNC_ASSIGN(const auto open, store.setting("recovering"));
  return !open.empty();
}

Status hold_back(Ingest& ingest, const Arrival& arrival) {
  ingest.verdicts.push_back({Verdict::Kind::waiting, {}, arrival.edit.stamp, 0});
  ++ingest.report.waiting;
  MINSYNC_ASSIGN(const auto told, ingest.store.receipt(arrival.edit.id, arrival.digest));
  if (!told || told->kind != ReceiptKind::waiting) {
    MINSYNC_TRY(ingest.store.put_receipt(ingest.device.id, receipt_for(arrival, ReceiptKind::waiting)));
  }
  return ingest.store.put_waiting(arrival.digest, {ingest.partition.id, arrival.edit, arrival.former, arrival.stamp});
}

Status refuse_again(Ingest& ingest, const Arrival& arrival) {
  return refuse(ingest, arrival, {kRefusedBefore, {}, ""});
}

Result<std::optional<std::vector<Receipt>>> receipts_below(Ingest& ingest, const Edit& edit) {
  std::vector<Receipt> receipts;
  for (const auto& change : edit.changes) {
    if (change.base.own.empty()) continue;
    const auto& range = change.base.own.back();
    const EditId last{edit.id.device, range.incarnation, range.last};
    MINSYNC_ASSIGN(const auto known, ingest.names.find(last, change.base.own_digest));
    if (!known) return std::nullopt;
    MINSYNC_ASSIGN(auto receipt, ingest.store.receipt(last, change.base.own_digest));
    if (!receipt) continue;
    if (receipt->kind == ReceiptKind::waiting) return std::nullopt;
    receipts.push_back(std::move(*receipt));
  }
  return receipts;
}

Status ingest_edit(Ingest& ingest, const Arrival& arrival, const Edit& edit, Version version) {
  const Form* form = ingest.context.forms.find(edit.form);
  std::optional<StoredRecord> record;
  if (form != nullptr) {
    MINSYNC_ASSIGN(record, ingest.store.records().load(*form, edit.record));
  }
  auto refusal = refusal_of(ingest.context, ingest.device, ingest.partition.id, form, edit, record ? &*record : nullptr,
                            arrival.former.value != 0);
  if (!refusal) {
    MINSYNC_ASSIGN(const bool on_refused, stands_on_refused_total(ingest, *form, arrival.edit));
    if (on_refused) refusal = Refusal{"hub.base_refused", {}, ""};
  }
  if (refusal) return refuse_or_hold(ingest, arrival, std::move(*refusal));
  return merge_one(ingest, *form, arrival, edit, std::move(record), version);
}

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
  ingest.unwritten.clear();
  return {};
}

}  // namespace minsync
