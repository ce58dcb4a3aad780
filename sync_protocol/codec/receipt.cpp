// One receipt by itself.
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

GroupOutcome read_outcome(ByteReader& in) {
  GroupOutcome outcome;
  outcome.group.value = static_cast<std::uint16_t>(in.bounded(kMost16));
  outcome.outcome = static_cast<Outcome>(in.bounded(static_cast<std::uint64_t>(Outcome::in_review)));
  return outcome;
}

Receipt read_receipt(ByteReader& in) {
  Receipt receipt;
  receipt.serial = in.number();
  receipt.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  receipt.sequence.value = in.number();
  receipt.digest = read_digest(in);
  receipt.kind = static_cast<ReceiptKind>(in.bounded(static_cast<std::uint64_t>(ReceiptKind::held)));
  receipt.version = read_version(in);
  receipt.stamp = read_stamp(in);
  receipt.tag = read_digest(in).value;
  receipt.outcomes.resize(in.bounded(std::min(kMaxGroups, in.left())));
  for (auto& outcome : receipt.outcomes) outcome = read_outcome(in);
  receipt.reason = read_text(in, kMaxNameBytes);
  receipt.args.resize(in.bounded(std::min(kMaxReceiptArgs, in.left())));
  for (auto& arg : receipt.args) arg = read_text(in, kMaxTextBytes);
  receipt.field = read_text(in, kMaxNameBytes);
  return receipt;
}

}  // namespace

std::string encode_receipt(const Receipt& receipt) {
  ByteWriter out;
  out.number(receipt.serial);
  out.number(receipt.incarnation.value);
  out.number(receipt.sequence.value);
  write_digest(out, receipt.digest);
  out.number(static_cast<std::uint64_t>(receipt.kind));
  write_version(out, receipt.version);
  write_stamp(out, receipt.stamp);
  write_digest(out, EditDigest{receipt.tag});
  out.number(receipt.outcomes.size());
  for (const auto& outcome : receipt.outcomes) {
    out.number(outcome.group.value);
    out.number(static_cast<std::uint64_t>(outcome.outcome));
  }
  out.text(receipt.reason);
  out.number(receipt.args.size());
  for (const auto& arg : receipt.args) out.text(arg);
  out.text(receipt.field);
  return out.take();
}

Result<Receipt> decode_receipt(std::string_view bytes) {
  ByteReader in(bytes);
  auto receipt = read_receipt(in);
  if (!in.done()) return malformed("receipt", "row");
  return receipt;
}

}  // namespace minsync
