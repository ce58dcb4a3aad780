#include "shared/text/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <unordered_map>

namespace minsync {
namespace {

struct Entry {
  std::string_view id, zh, en;
};

// Each area keeps its messages in a file of its own; together they are the one catalogue.
constexpr Entry kCatalogue[] = {
#define M(id, zh, en) {id, zh, en},
#include "shared/text/catalogue/audit.def"
#include "shared/text/catalogue/backup.def"
#include "shared/text/catalogue/clerks.def"
#include "shared/text/catalogue/client.def"
#include "shared/text/catalogue/codec.def"
#include "shared/text/catalogue/common.def"
#include "shared/text/catalogue/config.def"
#include "shared/text/catalogue/console.def"
#include "shared/text/catalogue/divisions.def"
#include "shared/text/catalogue/duplicates.def"
#include "shared/text/catalogue/exchange.def"
#include "shared/text/catalogue/files.def"
#include "shared/text/catalogue/forms.def"
#include "shared/text/catalogue/hub.def"
#include "shared/text/catalogue/local.def"
#include "shared/text/catalogue/logging.def"
#include "shared/text/catalogue/network.def"
#include "shared/text/catalogue/publication.def"
#include "shared/text/catalogue/sealing.def"
#include "shared/text/catalogue/targets.def"
#include "shared/text/catalogue/users.def"
#undef M
};

const Entry* find(std::string_view id) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Entry*> map;
    for (const auto& entry : kCatalogue) map.emplace(entry.id, &entry);
    return map;
  }();
  const auto found = index.find(id);
  return found == index.end() ? nullptr : found->second;
}

std::string fill(std::string_view pattern, const std::vector<std::string>& args) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool hole = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' && pattern[i + 1] >= '0' &&
                      pattern[i + 1] <= '9';
    if (!hole) {
      out += pattern[i];
      continue;
    }
    const auto n = static_cast<std::size_t>(pattern[i + 1] - '0');
    if (n < args.size()) out += args[n];
    i += 2;
  }
  return out;
}

}  // namespace

Language choose_language(std::string_view option) {
  if (!option.empty()) return option.starts_with("zh") ? Language::zh : Language::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
    }
  }
  return Language::zh;
}

std::string say(Language language, std::string_view id, const std::vector<std::string>& args) {
  if (const Entry* entry = find(id)) return fill(language == Language::zh ? entry->zh : entry->en, args);
  std::string out(id);
  for (const auto& arg : args) out += " " + arg;
  return out;
}

std::string say(Language language, const Fault& fault) {
  constexpr std::size_t kShown = 20;
  std::string out = say(language, fault.id, fault.args);
  for (std::size_t i = 0; i < std::min(kShown, fault.details.size()); ++i) {
    out += "\n  " + say(language, fault.details[i]);
  }
  if (fault.details.size() > kShown) {
    out += "\n  " + say(language, "common.and_more", {std::to_string(fault.details.size() - kShown)});
  }
  return out;
}

namespace {

// Of each character in these blocks UAX 15 says NFC_Quick_Check=Yes and a combining class of 0: a text of nothing else
// is normal. They are what names, places and notes consist of, and telling so is many times faster than composing.
bool is_of_plain_block(char32_t c) {
  return (c >= 0x01 && c < 0x300) || (c >= 0x2010 && c <= 0x2027) || (c >= 0x3001 && c <= 0x3029) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF5E);
}

// The character at the front of a text that is not empty, and its length: 1 to 3 bytes. Length 0: longer, or no UTF-8.
std::pair<char32_t, std::size_t> short_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const char32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first < 0xE0 && follows(1)) return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  // E0 may begin a character that is written too long; no plain block begins with it.
  if (first > 0xE0 && first < 0xF0 && follows(1) && follows(2)) {
    return {(first & 0x0F) << 12 | static_cast<char32_t>(byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  }
  return {0, 0};
}

// How many characters, if `is_one` is true of each of them. It need not be asked of printable ASCII nor of U+5000 to
// U+8FFF, what most of a Chinese text is.
template <typename IsOne>
std::optional<std::size_t> count_of(std::string_view text, IsOne is_one) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    if (byte(0) >= 0x20 && byte(0) < 0x7F) {
      text.remove_prefix(1);
    } else if (text.size() >= 3 && byte(0) >= 0xE5 && byte(0) <= 0xE8 && follows(1) && follows(2)) {
      text.remove_prefix(3);
    } else {
      const auto [character, length] = short_character(text);
      if (length == 0 || !is_one(character)) return std::nullopt;
      text.remove_prefix(length);
    }
  }
  return count;
}

bool is_of_plain_blocks(std::string_view text) {
  return count_of(text, is_of_plain_block).has_value();
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

}  // namespace

Result<std::string> normalise(std::string_view text) {
  if (is_of_plain_blocks(text)) return std::string(text);
  utf8proc_uint8_t* mapped = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &mapped, static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  const bool has_nul = text.find('\0') != std::string_view::npos;
  if (length < 0 || has_nul) return fail(FaultKind::bad_input, "common.not_utf8");
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

std::optional<std::size_t> count_of_plain(std::string_view text) {
  return count_of(text, [](char32_t c) { return is_of_plain_block(c) && !is_control(c); });
}

bool is_normalised(std::string_view text) {
  if (is_of_plain_blocks(text)) return true;
  const auto normal = normalise(text);
  return normal && *normal == text;
}

}  // namespace minsync
