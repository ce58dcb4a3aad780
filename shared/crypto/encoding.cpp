#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kStandardBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// The bytes as digits of `bits` bits each, the last one filled up with zeros.
std::string to_digits(std::string_view bytes, unsigned bits, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t held = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    held = (held << 8) | static_cast<std::uint8_t>(byte);
    for (count += 8; count >= bits; count -= bits) text += alphabet[(held >> (count - bits)) & ((1u << bits) - 1)];
    held &= 0xff;
  }
  if (count > 0) text += alphabet[(held << (bits - count)) & ((1u << bits) - 1)];
  return text;
}

// Gathers digits into bytes. A text has one reading only: whatever `to_digits` would not have written is refused.
class Bytes {
 public:
  explicit Bytes(unsigned bits) : bits_(bits) {}
  void add(std::size_t digit) {
    held_ = (held_ << bits_) | static_cast<std::uint32_t>(digit);
    count_ += bits_;
    if (count_ < 8) return;
    count_ -= 8;
    bytes_ += static_cast<char>((held_ >> count_) & 0xff);
    held_ &= (1u << count_) - 1;
  }
  bool complete() const { return count_ < bits_ && held_ == 0; }
  std::string take() { return std::move(bytes_); }

 private:
  unsigned bits_;
  std::uint32_t held_ = 0;
  unsigned count_ = 0;
  std::string bytes_;
};

char crockford(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  return c == 'I' || c == 'L' ? '1' : c;
}

}  // namespace

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  std::string text = to_digits(bytes, 6, kBase64);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  const auto invalid = [] { return fail(FaultKind::bad_input, "network.base64_invalid"); };
  if (text.size() % 4 != 0) return invalid();
  for (int pad = 0; pad < 2 && text.ends_with('='); ++pad) text.remove_suffix(1);
  Bytes bytes(6);
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) return invalid();
    bytes.add(digit);
  }
  if (!bytes.complete()) return invalid();
  return bytes.take();
}

std::string base32(std::string_view bytes) {
  return to_digits(bytes, 5, kBase32);
}

std::string standard_base32(std::string_view bytes) {
  return to_digits(bytes, 5, kStandardBase32);
}

Result<std::string> from_base32(std::string_view text) {
  Bytes bytes(5);
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const std::size_t digit = kBase32.find(crockford(c));
    if (digit == std::string_view::npos)
      return fail(FaultKind::bad_input, "network.code_character", {std::string(1, c)});
    bytes.add(digit);
  }
  if (!bytes.complete()) return fail(FaultKind::bad_input, "network.code_incomplete");
  return bytes.take();
}

}  // namespace minsync
