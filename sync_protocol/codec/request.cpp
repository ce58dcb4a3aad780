// A request: small, not compressed. The batch in it is, already.
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/cursor.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/receipt_columns.h"

namespace minsync {
namespace {

constexpr const char* kWhat = "request";

KnownBlocks read_known(ByteReader& in) {
  KnownBlocks known;
  known.partition.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  known.blocks.resize(in.bounded(std::min(kMaxKnownBlocks, in.left())));
  Version before;
  for (auto& block : known.blocks) {
    block.end.value = before.value + in.number();
    if (block.end <= before) in.reject();
    block.digest = read_digest(in).value;
    before = block.end;
  }
  return known;
}

void write_known(ByteWriter& out, const KnownBlocks& known) {
  out.number(known.partition.value);
  out.number(known.blocks.size());
  Version before;
  for (const auto& block : known.blocks) {
    out.number(block.end.value - before.value);
    write_digest(out, EditDigest{block.digest});
    before = block.end;
  }
}

std::string read_batch(ByteReader& in) {
  return std::string(in.text(kMaxBatchBytes + kSignatureBytes));
}

// What programs that knew less did not write.
void read_later_parts(ByteReader& in, SyncRequest& request) {
  if (in.left() == 0) return;
  const auto audit = in.number();
  if (audit == 0) in.reject();
  request.audit_seen = audit - 1;
  if (in.left() > 0) request.answered = in.number();
  if (in.left() == 0) return;
  const auto further = in.bounded(kMaxRequestBatches - 1);
  if (further == 0 || request.batches.empty()) in.reject();
  for (std::uint64_t i = 0; i < further && in.ok(); ++i) {
    request.batches.push_back(read_batch(in));
    if (request.batches.back().empty()) in.reject();
  }
}

void write_later_parts(ByteWriter& out, const SyncRequest& request) {
  const auto& batches = request.batches;
  MINSYNC_ASSERT(batches.size() <= 1 || (request.audit_seen && request.answered));
  if (request.audit_seen) out.number(*request.audit_seen + 1);
  if (request.audit_seen && request.answered) out.number(*request.answered);
  if (batches.size() <= 1) return;
  out.number(batches.size() - 1);
  for (std::size_t i = 1; i < batches.size(); ++i) out.text(batches[i]);
}

void read_body(ByteReader& in, SyncRequest& request) {
  request.device = DeviceId{in.uuid()};
  request.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  request.counter = in.number();
  request.epoch = static_cast<std::uint16_t>(in.bounded(kMost16));
  request.clock_ms = in.number();
  request.receipt_cursor = in.number();
  request.answer_bytes = static_cast<std::uint32_t>(in.bounded(kMost32));
  request.cursors.resize(in.bounded(std::min(kMaxCursors, in.left())));
  for (auto& cursor : request.cursors) cursor = read_cursor(in);
  if (auto batch = read_batch(in); !batch.empty()) request.batches.push_back(std::move(batch));
  request.receipted_incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  request.receipted.value = in.number();
  if (request.receipted.value != 0) request.receipted_digest = read_digest(in);
  request.evidence.resize(in.bounded(std::min(kMaxBatchEdits, in.left())));
  for (auto& range : request.evidence) range = read_range(in);
  request.known.resize(in.bounded(std::min(kMaxCursors, in.left())));
  for (auto& known : request.known) known = read_known(in);
  request.relayed = in.text(kMaxRelayedBytes);
  read_later_parts(in, request);
}

}  // namespace

std::string encode_request(const SyncRequest& request) {
  ByteWriter out;
  out.raw(kRequestMagic);
  out.byte(request.protocol);
  out.uuid(request.device.value);
  out.number(request.incarnation.value);
  out.number(request.counter);
  out.number(request.epoch);
  out.number(request.clock_ms);
  out.number(request.receipt_cursor);
  out.number(request.answer_bytes);
  out.number(request.cursors.size());
  for (const auto& cursor : request.cursors) write_cursor(out, cursor);
  out.text(request.batches.empty() ? std::string_view() : request.batches.front());
  out.number(request.receipted_incarnation.value);
  out.number(request.receipted.value);
  if (request.receipted.value != 0) write_digest(out, request.receipted_digest);
  out.number(request.evidence.size());
  for (const auto& range : request.evidence) write_range(out, range);
  out.number(request.known.size());
  for (const auto& known : request.known) write_known(out, known);
  out.text(request.relayed);
  write_later_parts(out, request);
  return out.take();
}

Result<SyncRequest> decode_request(std::string_view bytes) {
  ByteReader in(bytes);
  MINSYNC_TRY(expect_magic(in, kRequestMagic, kWhat));
  SyncRequest request;
  request.protocol = in.byte();
  if (request.protocol > kProtocolVersion) return too_new(kWhat, std::to_string(request.protocol));
  read_body(in, request);
  if (!in.done() || request.protocol == 0) return malformed(kWhat, "head");
  return request;
}

}  // namespace minsync
