#include "shared/forms/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace minsync {
namespace {

struct Decoded {
  char32_t character;
  std::size_t bytes;
};

Decoded decode(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
  // What most of a Chinese text is; utf8proc knows the rest.
  if (text.size() >= 3 && at(0) >= 0xE4 && at(0) <= 0xE9 && follows(1) && follows(2)) {
    return {static_cast<char32_t>((at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F)), 3};
  }
  utf8proc_int32_t point = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &point);
  if (length <= 0 || point < 0) return {U'\uFFFD', 1};
  return {static_cast<char32_t>(point), static_cast<std::size_t>(length)};
}

constexpr std::array<std::string_view, 9> kBlanks = {" ", "\t", "\r", "\n", "\v", "\f", "\u00a0", "\u3000", "\ufeff"};

// Most texts are told by their ends to have none.
bool may_begin_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0xc2 || byte == 0xe3 || byte == 0xef;
}
bool may_end_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0xa0 || byte == 0x80 || byte == 0xbf;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::u32string characters(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [character, bytes] = decode(text);
    out += character;
    text.remove_prefix(bytes);
  }
  return out;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const bool is_one_byte = static_cast<unsigned char>(text.front()) < 0x80;
    text.remove_prefix(is_one_byte ? 1 : decode(text).bytes);
  }
  return count;
}

std::string_view trim_blanks(std::string_view text) {
  for (bool changed = true; changed;) {
    changed = false;
    if (text.empty() || (!may_begin_blank(text.front()) && !may_end_blank(text.back()))) break;
    for (const auto blank : kBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), changed = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), changed = true;
    }
  }
  return text;
}

std::string half_width(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const auto [character, bytes] = decode(text);
    if (character >= U'\uFF01' && character <= U'\uFF5E') {
      out += static_cast<char>(character - U'\uFF01' + U'!');
    } else if (character == U'\u3000') {
      out += ' ';
    } else if (character == U'\u2212') {
      out += '-';
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size() && count < limit; ++count) end += decode(text.substr(end)).bytes;
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

}  // namespace minsync
