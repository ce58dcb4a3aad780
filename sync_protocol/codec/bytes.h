// The smallest pieces of the byte formats: little-endian base-128 numbers (as in Protocol Buffers), zigzag for signed
// ones, length-prefixed text. `ByteReader` never reads past its end; once it failed it stays failed and gives zeros.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync_protocol/ids.h"

namespace minsync {

class ByteWriter {
 public:
  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  void number(std::uint64_t value);
  void signed_number(std::int64_t value);
  void raw(std::string_view bytes) { out_ += bytes; }
  void text(std::string_view bytes);  // length, bytes
  void uuid(const Uuid& id);
  std::size_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }
  const std::string& bytes() const { return out_; }

 private:
  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t byte() {
    if (rest_.empty()) {
      reject();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    const bool is_small = !rest_.empty() && static_cast<std::uint8_t>(rest_.front()) < 0x80;
    return is_small ? byte() : long_number();
  }
  // A number that must not exceed `most`; more is a failure.
  std::uint64_t bounded(std::uint64_t most);
  std::int64_t signed_number();
  std::string_view raw(std::size_t length);
  std::string_view text(std::size_t most);
  Uuid uuid();
  std::size_t left() const { return rest_.size(); }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  void reject() {
    ok_ = false;
    rest_ = {};
  }

 private:
  std::uint64_t long_number();

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace minsync
