// Bundles into bytes and back. The order is the format: PROTOCOL.md, "Bytes", "Bundle".
#include "sync_protocol/codec/bundle.h"

#include <algorithm>

#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/receipt_columns.h"

namespace minsync {
namespace {

constexpr const char* kWhat = "bundle";
constexpr std::size_t kMaxRequestBytes = 64 * 1024;  // without batch and evidence
constexpr std::size_t kPointBytes = 65;
constexpr std::size_t kMaxHeadBytes = kMaxRequestBytes + kMaxBundleParts * 48;

// The request that stands in a bundle bears neither batch nor evidence, which are in its parts; nor does it say what is
// at the device: that may be gone when the answer comes.
Status read_asking(ByteReader& in, SyncRequest& asking) {
  const auto bytes = in.text(kMaxRequestBytes);
  if (!in.ok()) return malformed(kWhat, "request");
  MINSYNC_ASSIGN(asking, decode_request(bytes));
  const bool bare = asking.batches.empty() && asking.evidence.empty() && asking.known.empty() && asking.relayed.empty();
  if (!bare) return malformed(kWhat, "request");
  return {};
}

Status read_head(std::string_view bytes, BundleHead& head) {
  ByteReader in(bytes);
  MINSYNC_TRY(read_asking(in, head.asking));
  head.mark.value = read_digest(in).value;
  head.public_key = in.raw(kPointBytes);
  head.parts.resize(in.bounded(std::min(kMaxBundleParts, in.left())));
  for (auto& part : head.parts) {
    part.length = in.bounded(kMaxBundleBytes);
    for (auto& byte : part.hash) byte = in.byte();
  }
  if (!in.done() || head.mark.value == 0) return malformed(kWhat, "head");
  return {};
}

}  // namespace

std::string encode_bundle_head(const BundleHead& head) {
  ByteWriter inner;
  inner.text(encode_request(head.asking));
  write_digest(inner, EditDigest{head.mark.value});
  inner.raw(head.public_key);
  inner.number(head.parts.size());
  for (const auto& part : head.parts) {
    inner.number(part.length);
    for (const auto byte : part.hash) inner.byte(byte);
  }
  ByteWriter out;
  out.raw(kUpMagic);
  out.text(inner.bytes());
  return out.take();
}

Result<ReadHead> decode_bundle_head(std::string_view bytes) {
  ByteReader in(bytes);
  MINSYNC_TRY(expect_magic(in, kUpMagic, kWhat));
  const auto inner = in.text(kMaxHeadBytes);
  if (!in.ok()) return malformed(kWhat, "head");
  ReadHead read;
  read.signed_bytes = bytes.size() - in.left();
  MINSYNC_TRY(read_head(inner, read.head));
  return read;
}

std::string encode_bundle_part(const BundlePart& part) {
  ByteWriter out;
  out.text(part.batch);
  out.number(part.evidence.size());
  for (const auto& range : part.evidence) write_range(out, range);
  return out.take();
}

Result<BundlePart> decode_bundle_part(std::string_view bytes) {
  ByteReader in(bytes);
  BundlePart part;
  part.batch = in.text(kMaxBatchBytes + kSignatureBytes);
  part.evidence.resize(in.bounded(std::min(kMaxBatchEdits, in.left())));
  for (auto& range : part.evidence) range = read_range(in);
  if (!in.done()) return malformed(kWhat, "part");
  return part;
}

std::string encode_relayed_part(const RelayedPart& part) {
  ByteWriter out;
  out.text(part.signed_head);
  out.number(part.number);
  out.text(part.part);
  return out.take();
}

Result<RelayedPart> decode_relayed_part(std::string_view bytes) {
  ByteReader in(bytes);
  RelayedPart part;
  part.signed_head = in.text(kMaxRelayedBytes);
  part.number = static_cast<std::uint32_t>(in.bounded(kMaxBundleParts));
  part.part = in.text(kMaxRelayedBytes);
  if (!in.done()) return malformed(kWhat, "relayed part");
  return part;
}

std::string encode_relayed_answer(const RelayedAnswer& answer) {
  ByteWriter out;
  out.uuid(answer.device.value);
  write_digest(out, EditDigest{answer.mark.value});
  out.number(answer.number);
  out.number(answer.unit.value);
  out.text(answer.reason);
  out.number(answer.args.size());
  for (const auto& arg : answer.args) out.text(arg);
  for (const auto count : {answer.merged, answer.duplicate, answer.waiting, answer.refused, answer.quarantined}) {
    out.number(count);
  }
  out.text(answer.reply);
  return out.take();
}

Result<RelayedAnswer> decode_relayed_answer(std::string_view bytes) {
  ByteReader in(bytes);
  RelayedAnswer answer;
  answer.device = DeviceId{in.uuid()};
  answer.mark.value = read_digest(in).value;
  answer.number = static_cast<std::uint32_t>(in.bounded(kMaxBundleParts));
  answer.unit.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  answer.reason = read_text(in, kMaxNameBytes);
  answer.args.resize(in.bounded(std::min(kMaxReceiptArgs, in.left())));
  for (auto& arg : answer.args) arg = read_text(in, kMaxTextBytes);
  for (auto* count : {&answer.merged, &answer.duplicate, &answer.waiting, &answer.refused, &answer.quarantined}) {
    *count = in.number();
  }
  answer.reply = in.text(kMaxRelayedBytes);
  if (!in.done()) return malformed(kWhat, "relayed answer");
  return answer;
}

std::string encode_down_bundle(const DownBundle& bundle) {
  ByteWriter out;
  out.raw(kDownMagic);
  out.text(encode_request(bundle.asking));
  write_digest(out, EditDigest{bundle.mark.value});
  out.number(bundle.answers.size());
  for (const auto& answer : bundle.answers) out.text(answer);
  return out.take();
}

Result<DownBundle> decode_down_bundle(std::string_view bytes) {
  ByteReader in(bytes);
  MINSYNC_TRY(expect_magic(in, kDownMagic, kWhat));
  DownBundle bundle;
  MINSYNC_TRY(read_asking(in, bundle.asking));
  bundle.mark.value = read_digest(in).value;
  bundle.answers.resize(in.bounded(std::min(kMaxBundleParts, in.left())));
  for (auto& answer : bundle.answers) answer = in.text(kMaxAnswerBytes);
  if (!in.done()) return malformed(kWhat, "answers");
  return bundle;
}

}  // namespace minsync
