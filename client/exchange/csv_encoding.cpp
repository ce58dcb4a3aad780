#include "client/exchange/csv_encoding.h"

#include <algorithm>

namespace minsync {
namespace {

// Surrogates come out as three bytes too, which is not valid UTF-8 and is meant to be found so.
void append_utf8(std::uint32_t code, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

void Utf8Evidence::begin(std::uint8_t byte) {
  low_ = 0x80;
  high_ = 0xBF;
  if (byte < 0x80) return;
  if (byte < 0xC2 || byte > 0xF4) {
    ++contradicting_;
    return;
  }
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) low_ = 0xA0;
  if (byte == 0xED) high_ = 0x9F;
  if (byte == 0xF0) low_ = 0x90;
  if (byte == 0xF4) high_ = 0x8F;
}

void Utf8Evidence::feed(std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (missing_ == 0) {
      begin(byte);
    } else if (byte < low_ || byte > high_) {
      ++contradicting_;
      missing_ = 0;
      begin(byte);
    } else {
      low_ = 0x80;
      high_ = 0xBF;
      if (--missing_ == 0) ++supporting_;
    }
  }
}

void Utf16Decoder::feed(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (!odd_) {
      odd_ = byte;
      continue;
    }
    const int high = big_endian_ ? *odd_ : byte;
    const int low = big_endian_ ? byte : *odd_;
    odd_.reset();
    unit(static_cast<std::uint16_t>(high << 8 | low), out);
  }
}

void Utf16Decoder::unit(std::uint16_t unit, std::string& out) {
  const bool is_low = (unit & 0xFC00) == 0xDC00;
  if (high_surrogate_ != 0 && is_low) {
    append_utf8(0x10000 + ((high_surrogate_ & 0x3FF) << 10) + (unit & 0x3FF), out);
    high_surrogate_ = 0;
    return;
  }
  if (high_surrogate_ != 0) append_utf8(high_surrogate_, out);
  high_surrogate_ = (unit & 0xFC00) == 0xD800 ? unit : 0;
  if (high_surrogate_ == 0) append_utf8(unit, out);
}

void Utf16Decoder::end(std::string& out) {
  if (high_surrogate_ != 0) append_utf8(high_surrogate_, out);
  if (odd_) out += '\xFF';
  high_surrogate_ = 0;
  odd_.reset();
}

Gb18030::Gb18030(Direction direction)
    : converter_(direction == Direction::to_utf8 ? iconv_open("UTF-8", "GB18030") : iconv_open("GB18030", "UTF-8")) {
  // glibc always has both; iconv_t's failure value is documented as (iconv_t)-1.
  MINSYNC_ASSERT(converter_ != reinterpret_cast<iconv_t>(-1));
}

Gb18030::~Gb18030() {
  iconv_close(converter_);
}

std::optional<std::string> Gb18030::convert(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; })) return std::string(text);
  iconv(converter_, nullptr, nullptr, nullptr, nullptr);
  std::string in(text);
  std::string out(text.size() * 4, '\0');  // at most four bytes a character in either encoding
  char* from = in.data();
  char* to = out.data();
  std::size_t from_left = in.size(), to_left = out.size();
  const auto failed = static_cast<std::size_t>(-1);
  if (iconv(converter_, &from, &from_left, &to, &to_left) == failed) return std::nullopt;
  if (iconv(converter_, nullptr, nullptr, &to, &to_left) == failed) return std::nullopt;
  out.resize(out.size() - to_left);
  return out;
}

}  // namespace minsync
