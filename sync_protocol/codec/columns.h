// Columns: values of the same kind that stand together (PROTOCOL.md, "Bytes", "Columns"). How many there are is known
// from elsewhere; a column of none has no bytes. Readers are given counts that were bounded by PayloadReader::take.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
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
// Texts stand in the bytes that are read, or in `made`.
struct ReadTexts {
  std::vector<std::string_view> texts;
  std::vector<char> made{};
};
ReadTexts read_texts(PayloadReader& in, std::size_t count, std::size_t most);

// Numbers distinct values in the order in which they come first. Every value of a message goes through one, so it is a
// hash table without nodes: places by linear probing, at most half of them taken.
template <typename T>
class Table {
 public:
  std::uint64_t index_of(const T& value) {
    if (2 * values_.size() >= places_.size()) grow();
    auto place = place_of(value);
    for (; places_[place] != 0; place = next(place)) {
      if (values_[places_[place] - 1] == value) return places_[place] - 1;
    }
    values_.push_back(value);
    places_[place] = static_cast<std::uint32_t>(values_.size());
    return values_.size() - 1;
  }
  const std::vector<T>& values() const { return values_; }

 private:
  // The upper bits of the product depend on all bits of the hash, which may be the number itself (Knuth, "The Art of
  // Computer Programming", 6.4: multiplicative hashing).
  std::size_t place_of(const T& value) const { return std::hash<T>{}(value) * 0x9e37'79b9'7f4a'7c15u >> shift_; }
  std::size_t next(std::size_t place) const { return (place + 1) & (places_.size() - 1); }
  void grow() {
    places_.assign(std::max<std::size_t>(2 * places_.size(), 16), 0);
    shift_ = 64 - static_cast<int>(std::bit_width(places_.size() - 1));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      auto place = place_of(values_[i]);
      while (places_[place] != 0) place = next(place);
      places_[place] = static_cast<std::uint32_t>(i + 1);
    }
  }

  std::vector<std::uint32_t> places_;  // 1 + the index of a value, 0 for none; a power of two
  int shift_ = 0;
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
