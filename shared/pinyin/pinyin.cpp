#include "shared/pinyin/pinyin.h"

#include <algorithm>
#include <unordered_map>

#include "shared/forms/characters.h"

// Laid into the program by data/embedded.S.
extern "C" {
extern const char minsync_pinyin_initials[], minsync_pinyin_initials_end[];
extern const char minsync_pinyin_readings[], minsync_pinyin_readings_end[];
}

namespace minsync {
namespace {

constexpr char32_t kFirst = 0x3400, kLast = 0x9fff;
constexpr std::size_t kLetters = 64, kLine = kLetters + 1;
constexpr std::size_t kLongestName = 4;

struct Word {
  std::u32string characters;
  std::string letters;
};

struct Readings {
  std::unordered_map<char32_t, std::vector<Word>> words;  // by their first character, the longest first
  std::unordered_map<char32_t, char> characters, surnames;
};

// Lines of a kind, the characters and their letters, apart by blanks; # begins a comment.
Readings read_readings() {
  Readings readings;
  std::string_view text(minsync_pinyin_readings,
                        static_cast<std::size_t>(minsync_pinyin_readings_end - minsync_pinyin_readings));
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto first = line.find(' '), second = line.rfind(' ');
    if (line.starts_with('#') || first == second) continue;
    const auto kind = line.substr(0, first);
    auto read = characters(line.substr(first + 1, second - first - 1));
    const auto letters = line.substr(second + 1);
    if (kind == "word") {
      readings.words[read.front()].push_back({read, std::string(letters)});
    } else {
      (kind == "char" ? readings.characters : readings.surnames)[read.front()] = letters.front();
    }
  }
  for (auto& [first, words] : readings.words) {
    std::ranges::sort(words, std::ranges::greater{}, [](const Word& word) { return word.characters.size(); });
  }
  return readings;
}

const Readings& readings() {
  static const Readings all = read_readings();
  return all;
}

char letter_of(char32_t c) {
  if (c < 0x80) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? static_cast<char>(c) : ' ';
  }
  if (c < kFirst || c > kLast) return ' ';
  if (const auto own = readings().characters.find(c); own != readings().characters.end()) return own->second;
  const auto at = static_cast<std::size_t>(c - kFirst);
  const char letter = minsync_pinyin_initials[at / kLetters * kLine + at % kLetters];
  return letter == '.' ? ' ' : letter;
}

const Word* word_at(std::u32string_view text) {
  const auto found = readings().words.find(text.front());
  if (found == readings().words.end()) return nullptr;
  const auto word =
      std::ranges::find_if(found->second, [&](const Word& one) { return text.starts_with(one.characters); });
  return word == found->second.end() ? nullptr : &*word;
}

void append(std::string& out, std::string_view letters) {
  for (const char letter : letters) {
    if (letter != ' ' || (!out.empty() && out.back() != ' ')) out += letter;
  }
}

}  // namespace

std::vector<std::string> pinyin_initials(std::string_view text) {
  const auto all = characters(half_width(text));
  std::string usual;
  for (std::u32string_view rest = all; !rest.empty();) {
    const Word* word = word_at(rest);
    if (word != nullptr) {
      append(usual, word->letters);
    } else {
      append(usual, std::string(1, letter_of(rest.front())));
    }
    rest.remove_prefix(word == nullptr ? 1 : word->characters.size());
  }
  while (usual.ends_with(' ')) usual.pop_back();
  if (all.empty() || all.size() > kLongestName || word_at(all) != nullptr) return {usual};
  const auto surname = readings().surnames.find(all.front());
  if (surname == readings().surnames.end() || usual.empty() || usual.front() == surname->second) return {usual};
  return {usual, surname->second + usual.substr(1)};
}

}  // namespace minsync
