#include "hub/api/bundle_in.h"

#include <algorithm>

#include "hub/api/device_keys.h"
#include "hub/api/epoch.h"
#include "hub/api/late_edits.h"
#include "hub/api/told.h"

namespace minsync {
namespace {

struct Reading {
  Device author;
  BundleHead head;
  BundlePart part;
  std::optional<SignedBatch> batch;
};

// Everything that can be wrong with a part, before anything of it is taken.
Result<Reading> read_part(const Device& author, const BundleHead& head, std::string_view bytes) {
  Reading reading{author, head, {}, {}};
  MINSYNC_ASSIGN(reading.part, decode_bundle_part(bytes));
  if (reading.part.batch.empty()) return reading;
  MINSYNC_ASSIGN(const auto key, PublicKey::from_point(author.public_key));
  MINSYNC_ASSIGN(reading.batch, read_signed_batch(reading.part.batch, author, key));
  return reading;
}

Result<TakenBatch> take(HubStore& store, const IngestContext& context, const Reading& reading) {
  const auto& [author, head, part, batch] = reading;
  MINSYNC_ASSIGN(const bool lost, went_back(store, head.asking));
  if (lost) MINSYNC_TRY(begin_next_epoch(store, head.asking.epoch, context.now_ms));
  TakenBatch taken;
  if (batch) {
    MINSYNC_ASSIGN(
        taken, take_batch(store, context, author, *batch, part.batch, Sender{head.asking.incarnation, part.evidence}));
  }
  Told told{head.asking, head.mark, taken.report.received, {}, {}, taken.report.forked};
  for (const auto& [id, digest] : taken.report.repeated) {
    MINSYNC_ASSIGN(const auto receipt, store.receipt(id, digest));
    if (receipt && receipt->serial <= head.asking.receipt_cursor) told.repeated.emplace_back(id, digest);
  }
  if (taken.unread) told.unread.push_back(*taken.unread);
  MINSYNC_TRY(remember_told(store, told));
  return taken;
}

// The county above the author, and nobody else.
Status check_relay(const IngestContext& context, const Device& relay, const Device& author) {
  const bool above =
      relay.role == Role::county && relay.id != author.id && context.divisions.is_within(author.unit, relay.unit);
  if (above) return {};
  return fail(FaultKind::not_allowed, "hub.relay_not_above");
}

// A part whose author's key ended: the relay goes on with the next, and has nothing to carry back.
Status keep_relayed(HubStore& store, const IngestContext& context, const Device& relay, const OpenBundle& bundle,
                    const std::string& reason, RelayedAnswer& answer) {
  MINSYNC_ASSIGN(const auto author, store.find_device(bundle.head.asking.device));
  if (!author) return fail(FaultKind::not_allowed, "hub.device_unknown");
  MINSYNC_TRY(check_relay(context, relay, *author));
  MINSYNC_ASSIGN(const auto late, late_edits_in(store, bundle.head, bundle.parts.front(), reason));
  answer.unit = author->unit;
  if (!late) return {};
  MINSYNC_ASSIGN(const bool kept, keep_late(store, *late, context.now_ms));
  (kept ? answer.quarantined : answer.duplicate) = late->batch.head.edits;
  return {};
}

Result<Reading> read_relayed(HubStore& store, const IngestContext& context, const Device& relay,
                             const OpenBundle& bundle) {
  MINSYNC_ASSIGN(const auto author, author_of(store, bundle.head));
  MINSYNC_TRY(check_relay(context, relay, author));
  return read_part(author, bundle.head, bundle.parts.front());
}

}  // namespace

Result<Device> author_of(HubStore& store, const BundleHead& head) {
  MINSYNC_ASSIGN(const auto device, store.find_device(head.asking.device));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  if (device->public_key == head.public_key) {
    if (device->revoked) return fail(FaultKind::not_allowed, kDeviceRevoked);
    return *device;
  }
  MINSYNC_ASSIGN(const auto former, store.former_keys(device->id));
  const bool ended = std::ranges::find(former, head.public_key) != former.end();
  return fail(FaultKind::not_allowed, ended ? kKeyReplaced : "hub.bundle_key");
}

Result<TakenBatch> take_bundle_part(HubStore& store, const IngestContext& context, const Device& author,
                                    const BundleHead& head, std::string_view part) {
  MINSYNC_ASSIGN(const auto reading, read_part(author, head, part));
  return take(store, context, reading);
}

Result<RelayedAnswer> take_relayed(HubStore& store, const IngestContext& context, const Device& relay,
                                   const std::string& bytes) {
  RelayedAnswer answer;
  const auto refused = [&](const Fault& fault) {
    answer.reason = fault.id;
    answer.args = fault.args;
    return answer;
  };
  const auto part = decode_relayed_part(bytes);
  if (!part) return refused(part.error());
  answer.number = part->number;
  const auto bundle = open_relayed(part->signed_head, part->number, part->part);
  if (!bundle) return refused(bundle.error());
  answer.device = bundle->head.asking.device;
  answer.mark = bundle->head.mark;
  const auto reading = read_relayed(store, context, relay, *bundle);
  if (!reading && reading.error().kind == FaultKind::failed) return fail(reading.error());
  if (!reading && is_ended_key(reading.error())) {
    const auto kept = keep_relayed(store, context, relay, *bundle, reading.error().id, answer);
    if (kept) return answer;
    if (kept.error().kind == FaultKind::failed) return fail(kept.error());
    return refused(kept.error());
  }
  if (!reading) return refused(reading.error());
  answer.unit = reading->author.unit;
  MINSYNC_ASSIGN(const auto taken, take(store, context, *reading));
  answer.merged = taken.report.merged;
  answer.duplicate = taken.report.duplicate;
  answer.waiting = taken.report.waiting;
  answer.refused = taken.report.refused;
  answer.quarantined = taken.unread ? 1 : 0;
  return answer;
}

}  // namespace minsync
