// Telling and converting the encodings of CSV files.
#pragma once

#include <iconv.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/exchange/csv.h"

namespace minsync {

// How much of a text without a byte order mark reads as UTF-8. Fed in pieces of any size.
class Utf8Evidence {
 public:
  void feed(std::string_view bytes);
  // UTF-8 if nothing contradicts it, or if far more speaks for it than against it: Chinese in GB18030 rarely forms a
  // valid sequence, so a UTF-8 file with a damaged row is told from a GB18030 file.
  bool is_utf8() const { return contradicting_ == 0 || supporting_ > 2 * contradicting_; }

 private:
  void begin(std::uint8_t byte);

  std::uint64_t supporting_ = 0, contradicting_ = 0;
  int missing_ = 0;                        // continuation bytes still to come
  std::uint8_t low_ = 0x80, high_ = 0xBF;  // what the next continuation byte may be (RFC 3629, section 4)
};

// UTF-16 to UTF-8 in pieces. What is not valid UTF-16 comes out as bytes that are not valid UTF-8, for the reader to
// find where it knows the row.
class Utf16Decoder {
 public:
  explicit Utf16Decoder(bool big_endian) : big_endian_(big_endian) {}
  void feed(std::string_view bytes, std::string& out);
  void end(std::string& out);

 private:
  void unit(std::uint16_t unit, std::string& out);

  bool big_endian_;
  std::optional<std::uint8_t> odd_;
  std::uint32_t high_surrogate_ = 0;
};

// One direction between GB18030 and UTF-8, whole texts at a time.
class Gb18030 {
 public:
  enum class Direction { to_utf8, from_utf8 };
  explicit Gb18030(Direction direction);
  // Nothing if `text` holds what is not a character.
  std::optional<std::string> convert(std::string_view text);

  Gb18030(const Gb18030&) = delete;
  Gb18030& operator=(const Gb18030&) = delete;
  ~Gb18030();

 private:
  iconv_t converter_;
};

}  // namespace minsync
