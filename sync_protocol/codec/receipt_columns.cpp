#include "sync_protocol/codec/receipt_columns.h"

#include <algorithm>
#include <numeric>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/columns.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

using Receipts = std::vector<Receipt>;

template <typename Get>
void write_each(PayloadWriter& out, const Receipts& receipts, Get get) {
  std::vector<std::uint64_t> numbers;
  for (const auto& receipt : receipts) numbers.push_back(get(receipt));
  write_numbers(out, numbers);
}

template <typename Set>
void read_each(PayloadReader& in, Receipts& receipts, std::uint64_t most, Set set) {
  const auto numbers = read_numbers(in, receipts.size(), most);
  for (std::size_t i = 0; i < receipts.size(); ++i) set(receipts[i], numbers[i]);
}

void write_outcomes(PayloadWriter& out, const Receipts& receipts) {
  std::vector<std::uint64_t> groups, outcomes;
  for (const auto& receipt : receipts) {
    for (const auto& outcome : receipt.outcomes) {
      groups.push_back(outcome.group.value);
      outcomes.push_back(static_cast<std::uint64_t>(outcome.outcome));
    }
  }
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.outcomes.size(); });
  write_numbers(out, groups);
  write_numbers(out, outcomes);
}

void read_outcomes(PayloadReader& in, Receipts& receipts) {
  const auto counts = read_numbers(in, receipts.size(), kMaxGroups);
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (!in.take(total)) return;
  const auto groups = read_numbers(in, total, kMost16);
  const auto outcomes = read_numbers(in, total, static_cast<std::uint64_t>(Outcome::in_review));
  std::size_t next = 0;
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    receipts[i].outcomes.resize(counts[i]);
    for (auto& outcome : receipts[i].outcomes) {
      outcome = {GroupNumber{static_cast<std::uint16_t>(groups[next])}, static_cast<Outcome>(outcomes[next])};
      ++next;
    }
  }
}

void write_reasons(PayloadWriter& out, const Receipts& receipts) {
  std::vector<std::string_view> reasons, args, fields;
  for (const auto& receipt : receipts) {
    reasons.push_back(receipt.reason);
    fields.push_back(receipt.field);
    args.insert(args.end(), receipt.args.begin(), receipt.args.end());
  }
  write_texts(out, reasons);
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.args.size(); });
  write_texts(out, args);
  write_texts(out, fields);
}

void read_reasons(PayloadReader& in, Receipts& receipts) {
  const auto reasons = read_texts(in, receipts.size(), kMaxNameBytes);
  const auto counts = read_numbers(in, receipts.size(), kMaxReceiptArgs);
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (!in.take(total)) return;
  const auto args = read_texts(in, total, kMaxTextBytes);
  const auto fields = read_texts(in, receipts.size(), kMaxNameBytes);
  if (!in.ok()) return;
  auto next = args.texts.begin();
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    receipts[i].reason = reasons.texts[i];
    receipts[i].field = fields.texts[i];
    for (std::size_t n = 0; n < counts[i]; ++n) receipts[i].args.emplace_back(*next++);
  }
}

}  // namespace

void write_range(ByteWriter& out, const ReceiptRange& range) {
  out.number(range.incarnation.value);
  out.number(range.first.value);
  out.number(range.count);
  write_version(out, range.version);
  write_stamp(out, range.stamp);
  write_digest(out, EditDigest{range.tag});
}

ReceiptRange read_range(ByteReader& in) {
  ReceiptRange range;
  range.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  range.first.value = in.number();
  range.count = in.number();
  range.version = read_version(in);
  range.stamp = read_stamp(in);
  range.tag = read_digest(in).value;
  return range;
}

void write_kept(ByteWriter& out, const KeptRange& range) {
  out.number(range.incarnation.value);
  out.number(range.first.value);
  out.number(range.count);
  write_version(out, range.version);
  write_digest(out, range.last);
}

KeptRange read_kept(ByteReader& in) {
  KeptRange range;
  range.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  range.first.value = in.number();
  range.count = in.number();
  range.version = read_version(in);
  range.last = read_digest(in);
  return range;
}

std::string tagged_bytes(DeviceId device, const ReceiptRange& range) {
  ByteWriter out;
  out.uuid(device.value);
  ReceiptRange untagged = range;
  untagged.tag = 0;
  write_range(out, untagged);
  return out.take();
}

void write_received(PayloadWriter& out, const std::vector<ReceiptRange>& received) {
  out.number(received.size());
  for (const auto& range : received) write_range(out, range);
}

std::vector<ReceiptRange> read_received(PayloadReader& in) {
  in.section("received");
  const auto count = in.bounded(in.left());
  if (!in.take(count)) return {};
  std::vector<ReceiptRange> received(count);
  for (auto& range : received) range = read_range(in);
  return received;
}

void write_receipts(PayloadWriter& out, const Receipts& receipts) {
  out.number(receipts.size());
  if (receipts.empty()) return;
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.serial; });
  write_each(out, receipts, [](const Receipt& receipt) { return std::uint64_t{receipt.incarnation.value}; });
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.sequence.value; });
  for (const auto& receipt : receipts) write_digest(out, receipt.digest);
  write_each(out, receipts, [](const Receipt& receipt) { return static_cast<std::uint64_t>(receipt.kind); });
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.version.value; });
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.stamp.value >> 16; });
  write_each(out, receipts, [](const Receipt& receipt) { return receipt.stamp.value & kMost16; });
  for (const auto& receipt : receipts) write_digest(out, EditDigest{receipt.tag});
  write_outcomes(out, receipts);
  write_reasons(out, receipts);
  out.column_ends();
}

Receipts read_receipts(PayloadReader& in) {
  in.section("receipts");
  const auto count = in.number();
  if (!in.take(count) || count == 0) return {};
  Receipts receipts(count);
  read_each(in, receipts, kMost64, [](Receipt& receipt, std::uint64_t serial) { receipt.serial = serial; });
  read_each(in, receipts, kMost32, [](Receipt& receipt, std::uint64_t incarnation) {
    receipt.incarnation.value = static_cast<std::uint32_t>(incarnation);
  });
  read_each(in, receipts, kMost64, [](Receipt& receipt, std::uint64_t number) { receipt.sequence.value = number; });
  for (auto& receipt : receipts) receipt.digest = read_digest(in);
  read_each(in, receipts, static_cast<std::uint64_t>(ReceiptKind::held),
            [](Receipt& receipt, std::uint64_t kind) { receipt.kind = static_cast<ReceiptKind>(kind); });
  read_each(in, receipts, kMost64, [](Receipt& receipt, std::uint64_t version) { receipt.version.value = version; });
  read_each(in, receipts, kMost48, [](Receipt& receipt, std::uint64_t ms) { receipt.stamp.value = ms << 16; });
  read_each(in, receipts, kMost16, [](Receipt& receipt, std::uint64_t counter) { receipt.stamp.value |= counter; });
  for (auto& receipt : receipts) receipt.tag = read_digest(in).value;
  read_outcomes(in, receipts);
  read_reasons(in, receipts);
  return receipts;
}

}  // namespace minsync
