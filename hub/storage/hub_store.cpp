#include "hub/storage/hub_store.h"

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

// On a verdict's byte: the version it had before the hub lost it follows.
constexpr std::uint8_t kSentAgain = 0x80;

}  // namespace

std::string encode_verdicts(const std::vector<Verdict>& verdicts) {
  ByteWriter out;
  out.number(verdicts.size());
  Stamp last;
  for (const auto& verdict : verdicts) {
    const bool again = verdict.former.value != 0;
    out.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(verdict.kind) | (again ? kSentAgain : 0)));
    if (again) out.number(verdict.former.value);
    out.number(verdict.previous.value);
    out.signed_number(static_cast<std::int64_t>(verdict.stamp.value - last.value));
    out.byte(verdict.rank);
    last = verdict.stamp;
  }
  return out.take();
}

Result<std::vector<Verdict>> decode_verdicts(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<Verdict> verdicts(in.bounded(kMaxBatchEdits));
  Stamp last;
  for (auto& verdict : verdicts) {
    const auto mark = in.byte();
    verdict.kind = static_cast<Verdict::Kind>(mark & ~kSentAgain);
    if (verdict.kind > Verdict::Kind::waiting && verdict.kind != Verdict::Kind::refused) in.reject();
    if ((mark & kSentAgain) != 0) verdict.former.value = in.number();
    verdict.previous.value = in.number();
    last.value += static_cast<std::uint64_t>(in.signed_number());
    verdict.stamp = last;
    verdict.rank = in.byte();
  }
  if (!in.done()) return fail(FaultKind::integrity, "common.damaged", {"journal"});
  return verdicts;
}

Digest chain_hash(const Digest& previous, const JournalEntry& entry) {
  const auto batch = sha256(entry.batch), verdicts = sha256(entry.verdicts);
  ByteWriter out;
  const auto raw = [&](const Digest& digest) {
    for (const auto byte : digest) out.byte(byte);
  };
  raw(previous);
  out.number(entry.partition.value);
  out.number(entry.number);
  out.number(entry.first.value);
  out.number(entry.count);
  out.uuid(entry.device.value);
  out.number(static_cast<std::uint64_t>(entry.at_ms));
  raw(batch);
  raw(verdicts);
  return sha256(out.bytes());
}

}  // namespace minsync
