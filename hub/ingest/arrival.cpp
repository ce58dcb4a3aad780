#include "hub/ingest/arrival.h"

#include <algorithm>
#include <array>

#include "hub/audit/audit_log.h"
#include "hub/ingest/beyond.h"
#include "hub/ingest/feed_writer.h"
#include "hub/ingest/holding.h"
#include "hub/ingest/receipts.h"
#include "hub/ingest/waiting_room.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

ArrivedAs arrived_as(const Arrival& arrival) {
  return {arrival.edit.id, arrival.digest};
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

// The author has seen the record up to `seen`; what came after that was its own and receipted without more.
bool knows_the_rest(const Ingest& ingest, const std::optional<FeedEntry>& before, const Edit& edit) {
  if (!before || before->version <= edit.seen || planted(PlantedBug::echo_eats_foreign)) return true;
  return before->author == ingest.device.id && before->incarnation == ingest.sender && before->foreign <= edit.seen;
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

// The record was changed since the hub lost what comes now, also where it was lost more than once.
bool changed_since_loss(const Ingest& ingest, const StoredRecord& record, const Origin& origin) {
  const auto changed_in = epoch_of(record.state.version);
  if (origin.former.value != 0) return changed_in > epoch_of(origin.former);
  return ingest.recovering && changed_in == epoch_of(origin.version);
}

Stamp stamp_for(const Ingest& ingest, const Arrival& arrival, const StoredRecord& record, const Edit& edit) {
  if (arrival.former.value != 0) return arrival.stamp.value != 0 ? arrival.stamp : edit.stamp;
  return effective_stamp(edit.stamp, static_cast<std::uint64_t>(ingest.context.now_ms), greatest_covered(record, edit));
}

std::string actor_of(const Device& device) {
  return "device " + device.id.value.text();
}

// Attempts at what the author has no right to; mistakes in the content are none.
bool is_access_fault(const std::string& reason) {
  constexpr std::array<std::string_view, 8> kReasons = {
      "hub.unit_out_of_scope", "hub.form_out_of_scope", "hub.role_may_not_write", "hub.transition_role",
      "hub.field_right",       "hub.move_role",         "hub.wrong_partition",    "hub.record_moved"};
  return std::ranges::find(kReasons, reason) != kReasons.end();
}

// Approvals and what ends them.
Status audit_decision(Ingest& ingest, const Form& form, const Edit& edit, const std::string& from,
                      const std::string& to) {
  const Transition* step = form.workflow && from != to ? form.workflow->find(from, to) : nullptr;
  if (step == nullptr || !step->covering) return {};
  return audit(ingest.store, ingest.context.now_ms,
               {AuditAction::decision,
                actor_of(ingest.device),
                edit.record.value.text(),
                {"form=" + form.name, "from=" + from, "to=" + to}});
}

// `edit` is the arrived one by the names it has at the hub.
Status merge_one(Ingest& ingest, const Form& form, const Arrival& arrival, const Edit& edit, FoundRecord found,
                 UnitId unit, Version version) {
  const MergePlace place{ingest.store, ingest.context.divisions, ingest.partition.id};
  const bool fresh = !found.record, purged = found.purged;
  const UnitId placed = fresh && unit != edit.unit ? unit : UnitId{};
  MINSYNC_ASSIGN(auto merge, RecordMerge::begin(place, form, edit, std::move(found), version, placed));
  const Version previous = merge.record().state.version;
  const auto state = state_in(form, merge.record().shown);
  const auto stamp = stamp_for(ingest, arrival, merge.record(), edit);
  const Origin origin{edit.id, version, stamp, static_cast<std::uint8_t>(ingest.device.role), arrival.former};
  const bool from_birth = changed_since_loss(ingest, merge.record(), origin);
  MINSYNC_ASSIGN(auto merged, merge.merge(edit, origin, from_birth, ingest.unwritten));
  const bool clean = merged.clean && stamp == edit.stamp && knows_the_rest(ingest, merge.fed(), edit) &&
                     !ingest.releasing && !arrival.sent_again && placed.value == 0;
  const auto departed =
      fresh ? author_left(ingest.context.divisions, ingest.device, merge.record()) : merge.departure();
  MINSYNC_TRY(merge.save(clean ? ShownBy{ingest.device.id, ingest.sender} : ShownBy{}, departed));
  const auto state_now = state_in(form, merge.record().shown);
  if (purged || state_now != state) ingest.reopened.push_back(edit.record);
  MINSYNC_TRY(audit_decision(ingest, form, edit, state, state_now));
  Verdict verdict{Verdict::Kind::merged, previous, stamp, origin.rank, origin.former, from_birth, clean};
  if (clean) verdict.sender = ingest.sender;
  verdict.placed = placed;
  verdict.departed = departed;
  ingest.verdicts.push_back(verdict);
  if (ingest.recovering) ingest.unwritten.emplace(version, std::pair(MergedEdit{edit, origin, 0, placed}, previous));
  ++ingest.report.merged;
  if (arrival.sent_again) ingest.found_again.push_back(edit.record);
  if (clean) return {};
  return ingest.store.put_receipt(
      ingest.device.id, receipt_of_merged(ingest.context, arrived_as(arrival), verdict, arrival.edit.stamp, version,
                                          std::move(merged.outcomes)));
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
  MINSYNC_ASSIGN(const bool recovering, recovery_is_open(ingest));
  const bool lost = refusal.reason == kRecordUnknown || stands_on_old(ingest, arrival.edit);
  if (recovering && lost) return hold_back(ingest, arrival);
  return refuse(ingest, arrival, std::move(refusal));
}

}  // namespace

Result<bool> recovery_is_open(Ingest& ingest) {
  if (!ingest.in_recovery) {
    MINSYNC_ASSIGN(ingest.in_recovery, in_recovery(ingest.store));
  }
  return *ingest.in_recovery;
}

Status refuse(Ingest& ingest, const Arrival& arrival, Refusal refusal) {
  Verdict verdict{Verdict::Kind::refused, {}, arrival.edit.stamp, 0};
  verdict.reason = std::move(refusal.reason);
  verdict.args = std::move(refusal.args);
  verdict.field = std::move(refusal.field);
  ++ingest.report.refused;
  ingest.verdicts.push_back(std::move(verdict));
  if (is_access_fault(ingest.verdicts.back().reason)) {
    MINSYNC_TRY(audit(ingest.store, ingest.context.now_ms,
                      {AuditAction::edit_refused,
                       actor_of(ingest.device),
                       arrival.edit.record.value.text(),
                       {"form=" + arrival.edit.form, "reason=" + ingest.verdicts.back().reason}}));
  }
  return ingest.store.put_receipt(ingest.device.id, receipt_of_refused(arrived_as(arrival), ingest.verdicts.back()));
}

Status hold_back(Ingest& ingest, const Arrival& arrival, const Refusal& unjudged) {
  const bool again = arrival.former.value != 0;
  Verdict verdict{Verdict::Kind::waiting, {}, again ? arrival.stamp : arrival.edit.stamp, 0, arrival.former};
  verdict.reason = unjudged.reason;
  verdict.args = unjudged.args;
  auto receipt = receipt_of_waiting(arrived_as(arrival), verdict);
  ++(receipt.kind == ReceiptKind::quarantined ? ingest.report.quarantined : ingest.report.waiting);
  ingest.verdicts.push_back(std::move(verdict));
  MINSYNC_ASSIGN(const auto told, ingest.store.receipt(arrival.edit.id, arrival.digest));
  if (!told || told->kind != receipt.kind) {
    MINSYNC_TRY(ingest.store.put_receipt(ingest.device.id, std::move(receipt)));
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
    const bool open = receipt->kind == ReceiptKind::waiting || receipt->kind == ReceiptKind::quarantined;
    if (open) return std::nullopt;
    receipts.push_back(std::move(*receipt));
  }
  return receipts;
}

Status ingest_edit(Ingest& ingest, const Arrival& arrival, const Edit& edit, Version version) {
  const Form* form = ingest.context.forms.find(edit.form);
  MINSYNC_ASSIGN(const bool recovering, recovery_is_open(ingest));
  if (const auto unjudged = beyond_judging(ingest.device, form, edit, recovering)) {
    return hold_back(ingest, arrival, *unjudged);
  }
  FoundRecord found;
  if (form != nullptr) {
    MINSYNC_ASSIGN(found,
                   find_record({ingest.store, ingest.context.divisions, ingest.partition.id}, *form, edit.record));
  }
  const StoredRecord* known = found.record ? &*found.record : nullptr;
  MINSYNC_ASSIGN(const auto standing,
                 standing_of(ingest.store, ingest.context, ingest.device, ingest.partition.id, edit, known));
  auto refusal = refusal_of(ingest.context, ingest.device, standing, form, edit, known, arrival.former.value != 0);
  if (!refusal) {
    MINSYNC_ASSIGN(const bool on_refused, stands_on_refused_total(ingest, *form, arrival.edit));
    if (on_refused) refusal = Refusal{"hub.base_refused", {}, ""};
  }
  if (!refusal && found.purged && edit.kind == EditKind::remove) refusal = Refusal{kRecordPurged, {}, ""};
  if (!refusal && edit.kind != EditKind::move) {
    if (found.purged) return hold(ingest, arrival, receipt_of_purged(arrived_as(arrival)), version);
    MINSYNC_ASSIGN(const auto gate, gate_of(ingest, *form, arrival, edit, known));
    if (gate == Gate::held) {
      return hold(ingest, arrival, receipt_of_held(arrived_as(arrival), state_in(*form, known->shown)), version);
    }
    if (gate == Gate::refused) refusal = Refusal{"hub.stands_on_held", {}, ""};
  }
  if (refusal) return refuse_or_hold(ingest, arrival, std::move(*refusal));
  return merge_one(ingest, *form, arrival, edit, std::move(found), standing.unit, version);
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

Status write_alone(Ingest& ingest, const Edit& named) {
  return write_journal(ingest, 1, encode_batch({named.id.device, named.id.incarnation, ingest.partition.id, {named}}));
}

}  // namespace minsync
