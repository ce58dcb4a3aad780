#include "hub/storage/verdict.h"

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/edit.h"
#include "sync_protocol/messages.h"

namespace minsync {
namespace {

// A verdict's first byte: its kind and these marks. kPlaced stands for a merged one whose places follow.
constexpr std::uint8_t kKind = 0x07, kFork = 0x08, kSender = 0x10, kSameSender = 0x20, kFromBirth = 0x40,
                       kSentAgain = 0x80;
constexpr std::uint8_t kPlaced = 0x07;
constexpr std::uint8_t kUnjudged = kFromBirth;  // of what waits: the reason follows
constexpr std::size_t kMaxName = 256, kMaxArgs = 32;

bool has_places(const Verdict& verdict) {
  return verdict.placed.value != 0 || verdict.departed;
}

bool is_unjudged(const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::waiting && !verdict.reason.empty();
}

std::uint8_t mark_of(const Verdict& verdict, bool same_sender) {
  int mark = has_places(verdict) ? kPlaced : static_cast<int>(verdict.kind);
  if (verdict.fork) mark |= kFork;
  if (verdict.clean) mark |= same_sender ? kSameSender : kSender;
  if (verdict.from_birth || is_unjudged(verdict)) mark |= kFromBirth;
  if (verdict.former.value != 0) mark |= kSentAgain;
  return static_cast<std::uint8_t>(mark);
}

void write_places(ByteWriter& out, const Verdict& verdict) {
  const auto [from, to] = verdict.departed.value_or(Departure{});
  for (const auto unit : {verdict.placed, from.unit, from.township, from.county, to.township, to.county}) {
    out.number(unit.value);
  }
}

void read_places(ByteReader& in, Verdict& verdict) {
  Departure departure;
  auto& [from, to] = departure;
  for (auto* unit : {&verdict.placed, &from.unit, &from.township, &from.county, &to.township, &to.county}) {
    unit->value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
  }
  if (from.unit.value != 0) verdict.departed = departure;
}

void write_reason(ByteWriter& out, const Verdict& verdict) {
  out.text(verdict.reason);
  out.number(verdict.args.size());
  for (const auto& arg : verdict.args) out.text(arg);
  out.text(verdict.field);
}

void read_reason(ByteReader& in, Verdict& verdict) {
  verdict.reason = in.text(kMaxName);
  verdict.args.resize(in.bounded(kMaxArgs));
  for (auto& arg : verdict.args) arg = in.text(kMaxTextBytes);
  verdict.field = in.text(kMaxName);
}

}  // namespace

std::string encode_verdicts(const std::vector<Verdict>& verdicts) {
  ByteWriter out;
  out.number(verdicts.size());
  Stamp last;
  const Incarnation* sender = nullptr;
  for (const auto& verdict : verdicts) {
    const auto mark = mark_of(verdict, sender != nullptr && *sender == verdict.sender);
    out.byte(mark);
    if ((mark & kKind) == kPlaced) write_places(out, verdict);
    if ((mark & kSender) != 0) out.number(verdict.sender.value);
    if (verdict.clean) sender = &verdict.sender;
    if ((mark & kSentAgain) != 0) out.number(verdict.former.value);
    out.number(verdict.previous.value);
    out.signed_number(static_cast<std::int64_t>(verdict.stamp.value - last.value));
    out.byte(verdict.rank);
    if (verdict.kind == Verdict::Kind::refused || is_unjudged(verdict)) write_reason(out, verdict);
    last = verdict.stamp;
  }
  return out.take();
}

Result<std::vector<Verdict>> decode_verdicts(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<Verdict> verdicts(in.bounded(kMaxBatchEdits));
  Stamp last;
  Incarnation sender;
  for (auto& verdict : verdicts) {
    const auto mark = in.byte();
    const int kind = mark & kKind;
    if (kind == kPlaced) {
      read_places(in, verdict);
    } else if (kind > static_cast<int>(Verdict::Kind::held)) {
      in.reject();
    }
    verdict.kind = kind == kPlaced ? Verdict::Kind::merged : static_cast<Verdict::Kind>(kind);
    verdict.fork = (mark & kFork) != 0;
    const bool unjudged = verdict.kind == Verdict::Kind::waiting && (mark & kUnjudged) != 0;
    verdict.from_birth = !unjudged && (mark & kFromBirth) != 0;
    verdict.clean = (mark & (kSender | kSameSender)) != 0;
    if ((mark & kSender) != 0) sender.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
    if (verdict.clean) verdict.sender = sender;
    if ((mark & kSentAgain) != 0) verdict.former.value = in.number();
    verdict.previous.value = in.number();
    last.value += static_cast<std::uint64_t>(in.signed_number());
    verdict.stamp = last;
    verdict.rank = in.byte();
    if (verdict.kind == Verdict::Kind::refused || unjudged) read_reason(in, verdict);
  }
  if (!in.done()) return fail(FaultKind::integrity, "common.damaged", {"journal"});
  return verdicts;
}

}  // namespace minsync
