#include "sync_protocol/codec/bytes.h"

#include <algorithm>

namespace minsync {

void ByteWriter::number(std::uint64_t value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  byte(static_cast<std::uint8_t>(value));
}

void ByteWriter::signed_number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number(value < 0 ? ~(bits << 1) : bits << 1);
}

void ByteWriter::text(std::string_view bytes) {
  number(bytes.size());
  raw(bytes);
}

void ByteWriter::uuid(const Uuid& id) {
  for (const auto value : id.bytes) byte(value);
}

std::uint64_t ByteReader::long_number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto next = byte();
    if (shift == 63 && next > 1) break;  // would not fit 64 bits
    value |= std::uint64_t{next & 0x7fu} << shift;
    if ((next & 0x80) == 0) return ok_ ? value : 0;
  }
  reject();
  return 0;
}

std::uint64_t ByteReader::bounded(std::uint64_t most) {
  const auto value = number();
  if (value <= most) return value;
  reject();
  return 0;
}

std::int64_t ByteReader::signed_number() {
  const auto bits = number();
  return static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
}

std::string_view ByteReader::raw(std::size_t length) {
  if (length > rest_.size()) {
    reject();
    return {};
  }
  const auto out = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return out;
}

std::string_view ByteReader::text(std::size_t most) {
  return raw(bounded(most));
}

Uuid ByteReader::uuid() {
  Uuid id;
  const auto bytes = raw(id.bytes.size());
  if (ok_) std::ranges::transform(bytes, id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return id;
}

}  // namespace minsync
