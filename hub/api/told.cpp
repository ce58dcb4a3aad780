#include "hub/api/told.h"

#include <algorithm>

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kMostBytes = 64u << 20;

SyncRequest without_edits(SyncRequest request) {
  request.batches.clear();
  request.evidence.clear();
  request.known.clear();
  request.relayed.clear();
  return request;
}

void write_received(ByteWriter& out, const ReceiptRange& range) {
  out.number(range.incarnation.value);
  for (const auto number : {range.first.value, range.count, range.version.value, range.stamp.value, range.tag}) {
    out.number(number);
  }
}

ReceiptRange read_received(ByteReader& in) {
  ReceiptRange range;
  range.incarnation.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
  range.first.value = in.number();
  range.count = in.number();
  range.version.value = in.number();
  range.stamp.value = in.number();
  range.tag = in.number();
  return range;
}

std::string encode_told(const Told& told) {
  ByteWriter out;
  out.text(encode_request(told.asking));
  out.number(told.mark.value);
  out.byte(told.copied ? 1 : 0);
  out.number(told.received.size());
  for (const auto& range : told.received) write_received(out, range);
  out.number(told.repeated.size());
  for (const auto& [id, digest] : told.repeated) {
    out.number(id.incarnation.value);
    out.number(id.sequence.value);
    out.number(digest.value);
  }
  out.number(told.unread.size());
  for (const auto batch : told.unread) out.number(batch.value);
  return out.take();
}

Result<Told> decode_told(std::string_view bytes) {
  ByteReader in(bytes);
  Told told;
  MINSYNC_ASSIGN(told.asking, decode_request(in.text(kMostBytes)));
  told.mark.value = in.number();
  told.copied = in.byte() != 0;
  told.received.resize(in.bounded(in.left()));
  for (auto& range : told.received) range = read_received(in);
  told.repeated.resize(in.bounded(in.left()));
  for (auto& [id, digest] : told.repeated) {
    id.device = told.asking.device;
    id.incarnation.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
    id.sequence.value = in.number();
    digest.value = in.number();
  }
  told.unread.resize(in.bounded(in.left()));
  for (auto& batch : told.unread) batch.value = in.number();
  if (!in.done()) return fail(FaultKind::integrity, "common.damaged", {"told"});
  return told;
}

template <typename T>
void join(std::vector<T>& all, const std::vector<T>& more) {
  for (const auto& one : more) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
  }
}

Status put(HubStore& store, const Told& told) {
  return store.put_told(told.asking.device, {told.asking.incarnation, told.asking.counter, encode_told(told)});
}

}  // namespace

Status remember_told(HubStore& store, const SyncRequest& request) {
  MINSYNC_ASSIGN(const auto known, store.told(request.device, request.incarnation));
  if (known && known->counter >= request.counter) return {};
  return put(store, {without_edits(request), {}, {}, {}, {}, false});
}

Status remember_told(HubStore& store, const Told& part) {
  const auto& asking = part.asking;
  MINSYNC_ASSIGN(const auto known, store.told(asking.device, asking.incarnation));
  if (!known || known->counter < asking.counter) return put(store, part);
  MINSYNC_ASSIGN(auto told, decode_told(known->state));
  if (told.mark != part.mark) {
    // Data that was put back counts anew from an earlier number.
    return asking.clock_ms > told.asking.clock_ms ? put(store, part) : Status{};
  }
  join(told.received, part.received);
  join(told.repeated, part.repeated);
  join(told.unread, part.unread);
  told.copied = told.copied || part.copied;
  return put(store, told);
}

Result<std::optional<Told>> newest_told(HubStore& store, DeviceId device) {
  MINSYNC_ASSIGN(const auto row, store.latest_told(device));
  if (!row) return std::nullopt;
  MINSYNC_ASSIGN(auto told, decode_told(row->state));
  return told;
}

}  // namespace minsync
