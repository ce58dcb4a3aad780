#include "hub/ingest/ingest.h"

#include <algorithm>
#include <utility>

#include "hub/ingest/new_records.h"
#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

// An edit that came with a batch. What must be named anew goes through the waiting room: it is journaled by its new
// names when it leaves that.
Status take_in(Ingest& ingest, const Arrival& arrival, Version version) {
  if (arrival.was_refused) return refuse_again(ingest, arrival);
  const bool has_base =
      std::ranges::any_of(arrival.edit.changes, [](const GroupChange& change) { return !change.base.own.empty(); });
  if (has_base) {
    if (ingest.device.copied) return hold_back(ingest, arrival);
    MINSYNC_ASSIGN(const auto below, receipts_below(ingest, arrival.edit));
    if (!below) return hold_back(ingest, arrival);
  }
  return ingest_edit(ingest, arrival, arrival.edit, version);
}

// Where an edit of the batch stands, and whether it is merged.
struct Taken {
  Version version;
  bool merged = false;
};

// Ranges with a tag prove that their edits were merged, so those that were not stand apart; `tag` marks them until
// then.
void add_to_ranges(std::vector<ReceiptRange>& ranges, const EditId& id, const Taken& taken) {
  const std::uint64_t tag = taken.merged ? 1 : 0;
  if (!ranges.empty()) {
    auto& last = ranges.back();
    const bool goes_on =
        last.first.value + last.count == id.sequence.value && last.version.value + last.count == taken.version.value;
    if (goes_on && last.tag == tag) {
      ++last.count;
      return;
    }
  }
  ranges.push_back({id.incarnation, id.sequence, 1, taken.version, {}, tag});
}

// A number that another edit has: one of the two was made by a copy of the device's data.
Status take_in_fork(Ingest& ingest, const Arrival& arrival, Version version) {
  const EditId name = EditNames::fork_name(arrival.edit.id, arrival.digest);
  const ReceivedEdit at{ingest.partition.id, version};
  ingest.report.forked = ingest.device.copied = true;
  MINSYNC_TRY(ingest.store.add_fork(arrival.edit.id, {arrival.digest, name.incarnation, at}));
  MINSYNC_TRY(ingest.store.mark_copied(ingest.device.id));
  ingest.names.arrived(arrival.edit, arrival.digest, {name, at});
  MINSYNC_TRY(hold_back(ingest, arrival));
  ingest.verdicts.back().fork = true;
  return {};
}

Result<Taken> take_in_one(Ingest& ingest, const Arrival& arrival, Version version) {
  const EditId& id = arrival.edit.id;
  MINSYNC_ASSIGN(const auto known, ingest.names.find(id, arrival.digest));
  if (known) {
    ingest.verdicts.push_back({Verdict::Kind::duplicate, {}, arrival.edit.stamp, 0});
    ++ingest.report.duplicate;
    ingest.report.repeated.emplace_back(id, arrival.digest);
    return Taken{known->at.version, known->merged};
  }
  MINSYNC_ASSIGN(const auto received, ingest.names.find_received(id));
  if (received) {
    MINSYNC_TRY(take_in_fork(ingest, arrival, version));
    return Taken{version, false};
  }
  ingest.names.arrived(arrival.edit, arrival.digest, {id, {ingest.partition.id, version}});
  MINSYNC_TRY(take_in(ingest, arrival, version));
  const bool merged = ingest.verdicts.back().kind == Verdict::Kind::merged;
  add_to_kept(ingest.fresh, id, arrival.digest, version);
  return Taken{version, merged};
}

bool holds(const ReceiptRange& range, const EditId& id) {
  return range.incarnation == id.incarnation && range.first <= id.sequence &&
         id.sequence.value < range.first.value + range.count;
}

// What the hub had said of this edit before it lost it.
Arrival with_evidence(const Ingest& ingest, const Edit& edit, const std::vector<ReceiptRange>& claimed,
                      const std::vector<ReceiptRange>& proven) {
  Arrival arrival{edit, edit_digest(edit)};
  for (const auto& range : claimed) {
    if (!holds(range, edit.id)) continue;
    const bool merged = range.version.value != 0;
    arrival.sent_again = arrival.sent_again || merged;
    arrival.was_refused = arrival.was_refused || !merged;
  }
  for (const auto& range : proven) {
    const Version former{range.version.value + (edit.id.sequence.value - range.first.value)};
    if (!holds(range, edit.id) || epoch_of(former) >= epoch_of(ingest.partition.last)) continue;
    arrival.former = former;
    arrival.stamp = range.stamp;
  }
  return arrival;
}

// New records in runs where that can be, the rest one by one.
Status take_in_all(Ingest& ingest, const Batch& batch, const Sender& sender, const std::vector<ReceiptRange>& proven) {
  NewRecords new_records(ingest, batch, sender.fitting);
  const bool in_runs = !ingest.recovering && !ingest.device.copied;
  ingest.verdicts.reserve(batch.edits.size());
  for (std::size_t i = 0; i < batch.edits.size();) {
    if (in_runs) {
      MINSYNC_ASSIGN(const auto taken, new_records.take(i));
      for (const auto end = i + taken; i < end; ++i) {
        add_to_ranges(ingest.report.received, batch.edits[i].id, {{ingest.partition.last.value + 1 + i}, true});
      }
      if (i == batch.edits.size()) break;
    }
    const auto arrival = with_evidence(ingest, batch.edits[i], sender.evidence, proven);
    MINSYNC_ASSIGN(const auto taken, take_in_one(ingest, arrival, {ingest.partition.last.value + 1 + i}));
    add_to_ranges(ingest.report.received, batch.edits[i].id, taken);
    ++i;
  }
  return {};
}

std::vector<ReceiptRange> verified(const IngestContext& context, DeviceId device, std::vector<ReceiptRange> evidence) {
  std::erase_if(evidence, [&](const ReceiptRange& range) { return tag_of(context, device, range) != range.tag; });
  return evidence;
}

}  // namespace

void add_to_kept(std::vector<KeptRange>& ranges, const EditId& id, EditDigest digest, Version version) {
  const bool goes_on = !ranges.empty() && ranges.back().first.value + ranges.back().count == id.sequence.value &&
                       ranges.back().version.value + ranges.back().count == version.value;
  if (!goes_on) ranges.push_back({id.incarnation, id.sequence, 0, version, {}});
  ++ranges.back().count;
  ranges.back().last = digest;
}

std::uint64_t tag_of(const IngestContext& context, DeviceId device, const ReceiptRange& range) {
  const auto hash = hmac_sha256(context.tag_key, tagged_bytes(device, range));
  std::uint64_t tag = 0;
  for (std::size_t i = 0; i < 8; ++i) tag = tag << 8 | hash[i];
  return std::max<std::uint64_t>(tag, 1);
}

Result<IngestReport> ingest_batch(HubStore& store, const IngestContext& context, const Device& device,
                                  const Batch& batch, const std::string& signed_batch, const Sender& sender) {
  MINSYNC_ASSIGN(const auto partition, store.partition(batch.partition));
  MINSYNC_ASSIGN(const bool recovering, in_recovery(store));
  const auto proven = verified(context, device.id, sender.evidence);
  Ingest ingest{store,
                context,
                device,
                sender.incarnation,
                partition,
                EditNames(store),
                {},
                {},
                recovering || !sender.evidence.empty(),
                {},
                {},
                {},
                false};
  MINSYNC_TRY(take_in_all(ingest, batch, sender, proven));
  for (auto& range : ingest.report.received) {
    if (range.tag != 0) range.tag = tag_of(context, device.id, range);
  }
  const bool all_known = ingest.report.duplicate == batch.edits.size();
  if (all_known) return std::move(ingest.report);
  for (const auto& range : ingest.fresh) MINSYNC_TRY(store.add_received(device.id, range, batch.partition));
  MINSYNC_TRY(write_journal(ingest, static_cast<std::uint32_t>(batch.edits.size()), signed_batch));
  MINSYNC_TRY(release_waiting(ingest));
  return std::move(ingest.report);
}

}  // namespace minsync
