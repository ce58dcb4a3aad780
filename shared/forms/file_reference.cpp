#include "shared/forms/file_reference.h"

#include <charconv>

#include "shared/forms/characters.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::size_t kHashDigits = 64, kMaxNameCharacters = 100, kMaxEnding = 10;
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kNotInNames = "/\\:*?\"<>|";

std::optional<ContentHash> parse_hash(std::string_view text) {
  if (text.size() != kHashDigits) return std::nullopt;
  ContentHash hash{};
  for (std::size_t i = 0; i < kHashDigits; ++i) {
    const auto digit = kHexDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    hash[i / 2] = static_cast<std::uint8_t>(std::size_t{hash[i / 2]} << 4 | digit);
  }
  return hash;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.starts_with('0');
  if (!whole || size > kMostFileBytes) return std::nullopt;
  return size;
}

std::string_view without_dots_and_blanks(std::string_view name) {
  for (;;) {
    const auto before = name.size();
    name = trim_blanks(name);
    while (name.starts_with('.')) name.remove_prefix(1);
    while (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() == before) return name;
  }
}

// The first bytes of `text` that hold `count` whole characters.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
    if (begins && count-- == 0) break;
    ++at;
  }
  return text.substr(0, at);
}

std::string bounded(std::string_view name) {
  if (character_count(name) <= kMaxNameCharacters) return std::string(name);
  const auto dot = name.rfind('.');
  auto ending = dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
  if (character_count(ending) > kMaxEnding) ending = {};
  const auto stem =
      first_characters(name.substr(0, name.size() - ending.size()), kMaxNameCharacters - character_count(ending));
  return std::string(without_dots_and_blanks(stem)) + std::string(ending);
}

}  // namespace

std::string hash_text(const ContentHash& hash) {
  std::string text;
  for (const auto byte : hash) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 15];
  }
  return text;
}

std::string clean_file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  const auto plain = normalise(path);
  std::string name = plain ? *plain : std::string();
  for (auto& c : name) {
    const bool control = (c >= 0 && c < ' ') || c == '\x7f';
    if (control || kNotInNames.find(c) != std::string_view::npos) c = '_';
  }
  name = bounded(without_dots_and_blanks(name));
  return name.empty() ? "file" : name;
}

std::string file_reference_text(const FileReference& reference) {
  return std::string(kAlgorithm) + hash_text(reference.hash) + ':' + std::to_string(reference.size) + ':' +
         reference.name;
}

std::optional<FileReference> parse_file_reference(std::string_view text) {
  if (!text.starts_with(kAlgorithm)) return std::nullopt;
  text.remove_prefix(kAlgorithm.size());
  const auto hash = parse_hash(text.substr(0, kHashDigits));
  if (!hash || text.size() <= kHashDigits || text[kHashDigits] != ':') return std::nullopt;
  text.remove_prefix(kHashDigits + 1);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto size = parse_size(text.substr(0, colon));
  const auto name = text.substr(colon + 1);
  if (!size || *size == 0 || clean_file_name(name) != name) return std::nullopt;
  return FileReference{*hash, *size, std::string(name)};
}

}  // namespace minsync
