#include <algorithm>

#include "sync_protocol/codec/columns.h"
#include "sync_protocol/codec/limits.h"

namespace minsync {
namespace {

enum Mode : std::uint8_t { kRaw = 0, kVersion7 = 1 };

bool is_version7(const Uuid& id) {
  return id.bytes[6] >> 4 == 7 && id.bytes[8] >> 6 == 2;
}

std::uint64_t ms_of(const Uuid& id) {
  std::uint64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

constexpr std::size_t kFixedBits[] = {6, 8};  // bytes that hold version and variant: not wholly random
constexpr std::size_t kRandom[] = {7, 9, 10, 11, 12, 13, 14, 15};

void write_version7(PayloadWriter& out, std::span<const Uuid> ids) {
  std::vector<std::uint64_t> times(ids.size());
  std::ranges::transform(ids, times.begin(), ms_of);
  write_numbers(out, times);
  for (const auto i : kFixedBits) {
    out.column_ends();
    for (const auto& id : ids) out.byte(id.bytes[i]);
  }
  out.column_ends();
  for (const auto& id : ids) {
    for (const auto i : kRandom) out.byte(id.bytes[i]);
  }
}

void read_version7(PayloadReader& in, std::vector<Uuid>& ids) {
  const auto times = read_numbers(in, ids.size(), kMost48);
  for (std::size_t n = 0; n < ids.size(); ++n) {
    for (std::size_t i = 0; i < 6; ++i) ids[n].bytes[i] = static_cast<std::uint8_t>(times[n] >> (40 - 8 * i));
  }
  for (const auto i : kFixedBits) {
    for (auto& id : ids) id.bytes[i] = in.byte();
  }
  for (auto& id : ids) {
    for (const auto i : kRandom) id.bytes[i] = in.byte();
  }
}

}  // namespace

void write_uuids(PayloadWriter& out, std::span<const Uuid> ids) {
  if (ids.empty()) return;
  const bool version7 = std::ranges::all_of(ids, is_version7);
  out.byte(version7 ? kVersion7 : kRaw);
  if (version7) {
    write_version7(out, ids);
  } else {
    for (const auto& id : ids) out.uuid(id);
  }
  out.column_ends();
}

std::vector<Uuid> read_uuids(PayloadReader& in, std::size_t count) {
  if (count == 0) return {};
  const auto mode = in.byte();
  if (mode > kVersion7 || in.left() / 10 < count) in.reject();
  if (!in.ok()) return {};
  std::vector<Uuid> ids(count);
  if (mode == kVersion7) {
    read_version7(in, ids);
  } else {
    for (auto& id : ids) id = in.uuid();
  }
  return ids;
}

std::vector<std::uint64_t> record_indexes(std::span<const Uuid> records, IdTable& table) {
  std::vector<std::uint64_t> indexes;
  indexes.reserve(records.size());
  for (const auto& record : records) {
    const auto known = table.values().size();
    const auto index = table.index_of(record);
    indexes.push_back(index == known ? 0 : 1 + index);
  }
  return indexes;
}

void write_ids(PayloadWriter& out, const IdTable& table) {
  out.number(table.values().size());
  write_uuids(out, table.values());
}

std::vector<Uuid> read_ids(PayloadReader& in) {
  in.section("ids");
  const auto count = in.bounded(in.left());
  return in.take(count) ? read_uuids(in, count) : std::vector<Uuid>{};
}

std::vector<Uuid> read_records(PayloadReader& in, std::size_t count, const std::vector<Uuid>& ids) {
  in.section("records");
  std::vector<Uuid> records(count);
  std::size_t next = 0;
  const auto indexes = read_numbers(in, count, ids.size());
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const auto index = indexes[i] == 0 ? next++ : indexes[i] - 1;
    if (index < ids.size()) {
      records[i] = ids[index];
    } else {
      in.reject();
    }
  }
  return records;
}

}  // namespace minsync
