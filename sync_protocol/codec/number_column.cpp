#include <algorithm>
#include <array>
#include <bit>

#include "sync_protocol/codec/columns.h"

namespace minsync {
namespace {

// Numbers in the format: permanent.
enum Mode : std::uint8_t { kPlain = 0, kRuns = 1, kDeltas = 2, kDictionary = 3 };

constexpr std::size_t kMostDistinct = 4096;  // more are not worth the search

std::uint64_t zigzag(std::uint64_t bits) {
  return bits << 1 ^ (bits >> 63 != 0 ? ~std::uint64_t{0} : 0);
}
std::uint64_t unzigzag(std::uint64_t number) {
  return number >> 1 ^ ((number & 1) != 0 ? ~std::uint64_t{0} : 0);
}
std::size_t size_of(std::uint64_t number) {
  return (static_cast<std::size_t>(std::bit_width(number | 1)) + 6) / 7;
}

struct Column {
  std::span<const std::uint64_t> numbers;
  bool is_signed;

  std::uint64_t item(std::uint64_t number) const { return is_signed ? zigzag(number) : number; }
};

std::size_t plain_size(const Column& column) {
  std::size_t size = 0;
  for (const auto number : column.numbers) size += size_of(column.item(number));
  return size;
}

std::size_t delta_size(const Column& column) {
  std::size_t size = 0;
  std::uint64_t before = 0;
  for (const auto number : column.numbers) {
    size += size_of(zigzag(number - before));
    before = number;
  }
  return size;
}

template <typename Visit>
void for_each_run(std::span<const std::uint64_t> numbers, Visit visit) {
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[i]) ++end;
    visit(numbers[i], end - i);
    i = end;
  }
}

std::size_t run_size(const Column& column) {
  std::size_t size = 0;
  for_each_run(column.numbers, [&](std::uint64_t number, std::size_t length) {
    size += size_of(column.item(number)) + size_of(length);
  });
  return size;
}

struct Dictionary {
  Table<std::uint64_t> table;
  std::vector<std::uint64_t> indexes;
  std::size_t size = std::numeric_limits<std::size_t>::max();  // as bytes; the greatest where it is not worth it
};

Dictionary dictionary_of(const Column& column) {
  Dictionary dictionary;
  const auto most = std::min(kMostDistinct, column.numbers.size() / 2);
  std::size_t size = 0;
  for (const auto number : column.numbers) {
    dictionary.indexes.push_back(dictionary.table.index_of(number));
    size += size_of(dictionary.indexes.back());
    if (dictionary.table.values().size() > most) return dictionary;
  }
  for (const auto number : dictionary.table.values()) size += size_of(column.item(number));
  dictionary.size = size + size_of(dictionary.table.values().size());
  return dictionary;
}

void write_deltas(ByteWriter& out, std::span<const std::uint64_t> numbers) {
  std::uint64_t before = 0;
  for (const auto number : numbers) {
    out.number(zigzag(number - before));
    before = number;
  }
}

void write_dictionary(ByteWriter& out, const Column& column, const Dictionary& dictionary) {
  out.number(dictionary.table.values().size());
  for (const auto number : dictionary.table.values()) out.number(column.item(number));
  for (const auto index : dictionary.indexes) out.number(index);
}

void write_column(ByteWriter& out, const Column& column) {
  if (column.numbers.empty()) return;
  auto size = run_size(column);
  // A long run is hard to beat, and finding out costs time.
  const bool is_run = size * 8 < column.numbers.size();
  const auto dictionary = is_run ? Dictionary{} : dictionary_of(column);
  const std::array<std::size_t, 4> sizes{is_run ? column.numbers.size() : plain_size(column), size,
                                         is_run ? column.numbers.size() : delta_size(column), dictionary.size};
  const auto mode = static_cast<Mode>(std::ranges::min_element(sizes) - sizes.begin());
  out.byte(mode);
  switch (mode) {
    case kPlain:
      for (const auto number : column.numbers) out.number(column.item(number));
      break;
    case kRuns:
      for_each_run(column.numbers, [&](std::uint64_t number, std::size_t length) {
        out.number(column.item(number));
        out.number(length);
      });
      break;
    case kDeltas:
      write_deltas(out, column.numbers);
      break;
    case kDictionary:
      write_dictionary(out, column, dictionary);
      break;
  }
}

struct Reader {
  ByteReader& in;
  bool is_signed;
  std::vector<std::uint64_t> numbers;

  std::uint64_t item() { return is_signed ? unzigzag(in.number()) : in.number(); }

  void read_runs() {
    std::size_t done = 0;
    while (done < numbers.size() && in.ok()) {
      const auto number = item();
      const auto length = in.bounded(numbers.size() - done);
      if (length == 0) in.reject();
      std::fill_n(numbers.begin() + static_cast<std::ptrdiff_t>(done), length, number);
      done += length;
    }
  }

  void read_deltas() {
    std::uint64_t before = 0;
    for (auto& number : numbers) number = before += unzigzag(in.number());
  }

  void read_dictionary() {
    std::vector<std::uint64_t> values(in.bounded(std::min(numbers.size(), in.left())));
    for (auto& value : values) value = item();
    if (values.empty()) in.reject();
    for (auto& number : numbers) {
      const auto index = in.bounded(values.size() - 1);
      if (!in.ok()) return;
      number = values[index];
    }
  }
};

std::vector<std::uint64_t> read_column(ByteReader& in, std::size_t count, bool is_signed) {
  if (count == 0) return {};
  const auto mode = in.byte();
  if (mode != kRuns && count > in.left()) in.reject();
  if (!in.ok()) return std::vector<std::uint64_t>(count);
  Reader reader{in, is_signed, std::vector<std::uint64_t>(count)};
  switch (mode) {
    case kPlain:
      for (auto& number : reader.numbers) number = reader.item();
      break;
    case kRuns:
      reader.read_runs();
      break;
    case kDeltas:
      reader.read_deltas();
      break;
    case kDictionary:
      reader.read_dictionary();
      break;
    default:
      in.reject();
  }
  return std::move(reader.numbers);
}

}  // namespace

void write_numbers(ByteWriter& out, std::span<const std::uint64_t> numbers) {
  write_column(out, {numbers, false});
}
void write_signed_numbers(ByteWriter& out, std::span<const std::uint64_t> numbers) {
  write_column(out, {numbers, true});
}

std::vector<std::uint64_t> read_numbers(ByteReader& in, std::size_t count, std::uint64_t most) {
  auto numbers = read_column(in, count, false);
  if (std::ranges::any_of(numbers, [&](std::uint64_t number) { return number > most; })) in.reject();
  if (!in.ok()) std::ranges::fill(numbers, 0);
  return numbers;
}

std::vector<std::uint64_t> read_signed_numbers(ByteReader& in, std::size_t count) {
  return read_column(in, count, true);
}

}  // namespace minsync
