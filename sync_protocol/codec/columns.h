// Columns: values of the same kind that stand together (PROTOCOL.md, "Bytes", "Columns"). How many there are is known
// from elsewhere; a column of none has no bytes. Readers are given counts that were bounded by PayloadReader::take.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sync_protocol/codec/payload.h"
#include "sync_protocol/ids.h"

namespace minsync {

void write_numbers(ByteWriter& out, std::span<const std::uint64_t> numbers);
std::vector<std::uint64_t> read_numbers(ByteReader& in, std::size_t count,
                                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
// Signed numbers in two's complement.
void write_signed_numbers(ByteWriter& out, std::span<const std::uint64_t> numbers);
std::vector<std::uint64_t> read_signed_numbers(ByteReader& in, std::size_t count);

void write_uuids(PayloadWriter& out, std::span<const Uuid> ids);
std::vector<Uuid> read_uuids(PayloadReader& in, std::size_t count);

void write_texts(PayloadWriter& out, std::span<const std::string_view> texts);
std::vector<std::string> read_texts(PayloadReader& in, std::size_t count, std::size_t most);

// Numbers distinct values in the order in which they come first.
template <typename T>
class Table {
 public:
  std::uint64_t index_of(const T& value) {
    const auto [found, added] = indexes_.try_emplace(value, values_.size());
    if (added) values_.push_back(value);
    return found->second;
  }
  const std::vector<T>& values() const { return values_; }

 private:
  std::unordered_map<T, std::uint64_t> indexes_;
  std::vector<T> values_;
};

// All records and devices of a message: first the records that it is about, then whatever else it names.
using IdTable = Table<Uuid>;

// For each record 0 where it is the table's next one, else 1 + its index.
std::vector<std::uint64_t> record_indexes(std::span<const Uuid> records, IdTable& table);
void write_ids(PayloadWriter& out, const IdTable& table);
std::vector<Uuid> read_ids(PayloadReader& in);
// The records of `count` edits or changes.
std::vector<Uuid> read_records(PayloadReader& in, std::size_t count, const std::vector<Uuid>& ids);

}  // namespace minsync
