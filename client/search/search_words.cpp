#include "client/search/search_words.h"

#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/pinyin/pinyin.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

constexpr int kLongestWithInitials = 200;
constexpr std::size_t kShownDigits = 4, kLongestQuery = 100;

bool is_part_of_word(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  // General punctuation, CJK punctuation, full-width forms, private use.
  const bool sign = (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xffef) ||
                    (c >= 0xe000 && c <= 0xf8ff) || c == 0xfffd || c < 0xc0;
  return !sign;
}

char32_t folded(char32_t c) {
  return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
            static_cast<char>(0x80 | (c & 0x3f))};
  } else {
    out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
            static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
  }
}

// Runs of characters of words.
std::vector<std::u32string> runs_of(std::string_view text) {
  std::vector<std::u32string> runs(1);
  for (const char32_t c : characters(half_width(text))) {
    const char32_t letter = folded(c);
    if (is_part_of_word(letter)) {
      runs.back() += letter;
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

// Pairs from the beginning; the last character alone too if `whole`.
std::string pairs_of(std::u32string_view run, bool whole) {
  std::string out;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool last = i + 1 == run.size();
    if (last && !whole) break;
    if (!out.empty()) out += ' ';
    append_utf8(out, run[i]);
    if (!last) append_utf8(out, run[i + 1]);
  }
  return out;
}

void append_words(std::string& out, std::string_view text) {
  for (const auto& run : runs_of(text)) {
    // A word of its own between two runs, of a character that is in none, so that no phrase reaches from one to the
    // next.
    if (!out.empty()) out += " \xee\x80\x80 ";
    out += pairs_of(run, true);
  }
}

bool is_number(FieldType type) {
  return type == FieldType::id_number || type == FieldType::text;
}

// A part of a run: a phrase, or for one character the pairs that begin with it.
std::string phrase_of(std::u32string_view run) {
  if (run.size() > 1) return '"' + pairs_of(run, false) + '"';
  std::string one;
  append_utf8(one, run.front());
  return '"' + one + "\" *";
}

bool is_ascii(std::u32string_view run) {
  return std::ranges::all_of(run, [](char32_t c) { return c < 0x80; });
}

std::string number_of(std::u32string_view run) {
  std::string digits;
  for (const char32_t c : run) append_utf8(digits, c);
  return '"' + digits + '"';
}

std::string any_of(std::u32string_view run) {
  const auto phrase = phrase_of(run);
  if (!is_ascii(run)) return "(texts : " + phrase + ")";
  auto expression = "({texts initials} : " + phrase;
  if (run.size() >= kShownDigits) expression += " OR numbers : " + number_of(run);
  return expression + ")";
}

}  // namespace

SearchWords search_words(const Form& form, const StoredRecord& record) {
  SearchWords words;
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    if (found == record.shown.end()) continue;
    const auto text = show_value(field, found->second, Language::zh);
    if (field.sensitive) {
      if (!is_number(field.type)) continue;
      for (const auto& run : runs_of(text)) {
        for (const auto c : run) append_utf8(words.numbers, c);
        words.numbers += ' ';
        if (run.size() <= 2 * kShownDigits) continue;
        for (const auto c : run.substr(run.size() - kShownDigits)) append_utf8(words.numbers, c);
        words.numbers += ' ';
      }
    } else if (field.type == FieldType::text) {
      append_words(words.texts, text);
      if (field.max_length > kLongestWithInitials) continue;
      for (const auto& initials : pinyin_initials(text)) append_words(words.initials, initials);
    } else if (field.type == FieldType::select_one || field.type == FieldType::select_multiple) {
      append_words(words.texts, text);
    }
  }
  return words;
}

std::int64_t township_change_ms(const StoredRecord& record) {
  Stamp newest{};
  for (const auto& group : record.state.groups) {
    for (const auto& head : group.heads) {
      if (head.origin.rank == kRankTownship) newest = std::max(newest, head.origin.stamp);
    }
  }
  return static_cast<std::int64_t>(ms_of_stamp(newest));
}

std::int64_t print_of(const StoredRecord& record) {
  std::string bytes = std::to_string(record.state.unit.value) + ' ' + std::to_string(township_change_ms(record));
  for (const auto& [field, value] : record.shown) {
    bytes += '\n' + std::to_string(field.value) + ' ';
    append_canonical(bytes, value);
  }
  std::uint64_t print = 0xcbf29ce484222325;
  for (const char c : bytes) print = (print ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<std::int64_t>(print);
}

std::string search_expression(std::string_view typed) {
  std::string expression;
  for (const auto& run : runs_of(shortened(typed, kLongestQuery))) {
    // One letter alone stands in nearly everything: the next one will tell.
    if (run.size() == 1 && is_ascii(run)) continue;
    if (!expression.empty()) expression += " AND ";
    expression += any_of(run);
  }
  return expression;
}

}  // namespace minsync
