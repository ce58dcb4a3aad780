// The bytes of a CSV file in an encoding whose separators, quotes and line ends are single ASCII bytes: UTF-8 (also for
// what was UTF-16) or GB18030, whose later bytes are never one of , ; " tab CR LF.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "client/exchange/csv_encoding.h"

namespace minsync {

class CsvBytes {
 public:
  static Result<CsvBytes> open(const std::filesystem::path& path);

  static constexpr int kEnd = -1;
  // The next byte (0…255) or kEnd; peek() leaves it there.
  int get() {
    const int byte = peek();
    if (byte != kEnd) ++at_;
    return byte;
  }
  int peek() { return at_ < block_.size() || refill() ? static_cast<unsigned char>(block_[at_]) : kEnd; }

  // What is already in memory behind the current place; at the beginning the first 64 KiB of the file.
  std::string_view ahead() { return peek() == kEnd ? std::string_view() : std::string_view(block_).substr(at_); }
  // kEnd was not the end: the disk failed, or the file has grown beyond the limit since it was opened.
  bool broken() const { return broken_; }
  CsvEncoding encoding() const { return encoding_; }

 private:
  CsvBytes(std::ifstream file, CsvEncoding encoding) : file_(std::move(file)), encoding_(encoding) {}
  bool refill();

  std::ifstream file_;
  CsvEncoding encoding_;
  std::optional<Utf16Decoder> utf16_;
  std::string block_;
  std::size_t at_ = 0;
  std::uint64_t read_ = 0;
  bool broken_ = false;
};

}  // namespace minsync
