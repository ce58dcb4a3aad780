#include "shared/forms/definition_reading.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "shared/forms/characters.h"
#include "shared/forms/expression_node.h"
#include "shared/forms/nearest.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxNames = 50;
constexpr std::size_t kMaxLabel = 500;
constexpr std::size_t kMaxName = 40;
constexpr std::array<std::string_view, 10> kReserved = {"id",  "org", "state", "form", "version",
                                                        "and", "or",  "not",   "div",  "mod"};

}  // namespace

void DefinitionFaults::add(int line, std::string id, std::vector<std::string> args, std::vector<Fault> details) {
  args.insert(args.begin(), file_ + ":" + std::to_string(line));
  for (auto& arg : args) arg = shortened(arg, 200);
  faults_.push_back({FaultKind::bad_input, std::move(id), std::move(args), std::move(details)});
}

Fault DefinitionFaults::fault() && {
  const auto count = std::to_string(faults_.size());
  return {FaultKind::bad_input, "forms.bad_definition", {file_, count}, std::move(faults_)};
}

DefinitionMap::DefinitionMap(const YamlNode& node, std::string path, std::vector<std::string> known,
                             DefinitionFaults& faults)
    : line_(node.line), path_(std::move(path)), faults_(faults) {
  if (node.kind != YamlNode::Kind::map) {
    faults_.add(line_, "forms.expected_map", {path_});
    return;
  }
  map_ = &node;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const auto& key = node.keys[i];
    const int at = node.items[i].line;
    const bool repeated = std::find(node.keys.begin(), node.keys.begin() + static_cast<std::ptrdiff_t>(i), key) !=
                          node.keys.begin() + static_cast<std::ptrdiff_t>(i);
    if (repeated) faults_.add(at, "forms.repeated_key", {path_, key});
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      faults_.add(at, "forms.unknown_key", {path_, key, nearest_names(key, known)});
    }
  }
}

void DefinitionMap::missing(std::string_view key) const {
  if (map_ != nullptr) faults_.add(line_, "forms.missing_key", {path_, std::string(key)});
}

std::string DefinitionMap::text(std::string_view key) const {
  const YamlNode* node = get(key);
  if (node == nullptr) return {};
  auto plain = normalise(node->text);
  const bool good = node->kind == YamlNode::Kind::text && !node->text.empty() && plain &&
                    character_count(node->text) <= kMaxExpressionLength;
  if (good) return *plain;
  faults_.add(node->line, "forms.expected_text", {path_, std::string(key)});
  return {};
}

std::string DefinitionMap::required_text(std::string_view key) const {
  if (!has(key)) missing(key);
  return text(key);
}

bool DefinitionMap::flag(std::string_view key) const {
  const YamlNode* node = get(key);
  if (node == nullptr || node->text == "false") return false;
  if (node->text != "true") faults_.add(node->line, "forms.bad_flag", {path_, std::string(key), node->text});
  return true;
}

std::optional<int> DefinitionMap::number(std::string_view key, int least, int most) const {
  const YamlNode* node = get(key);
  if (node == nullptr) return std::nullopt;
  int value = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [stop, error] = std::from_chars(node->text.data(), end, value);
  if (error == std::errc{} && stop == end && value >= least && value <= most) return value;
  faults_.add(node->line, "forms.bad_number",
              {path_, std::string(key), node->text, std::to_string(least), std::to_string(most)});
  return std::nullopt;
}

Label DefinitionMap::label(std::string_view key, const std::string& fallback) const {
  const YamlNode* node = get(key);
  if (node == nullptr) return {fallback, fallback};
  const DefinitionMap map(*node, path_ + ": " + std::string(key), {"zh", "en"}, faults_);
  Label out{map.text("zh"), map.text("en")};
  if (out.zh.empty()) out.zh = out.en.empty() ? fallback : out.en;
  if (out.en.empty()) out.en = fallback;
  const bool too_long = character_count(out.zh) > kMaxLabel || character_count(out.en) > kMaxLabel;
  if (too_long) faults_.add(node->line, "forms.label_too_long", {path_, std::to_string(kMaxLabel)});
  return out;
}

std::vector<const YamlNode*> DefinitionMap::list(std::string_view key, std::size_t most) const {
  const YamlNode* node = get(key);
  if (node == nullptr) return {};
  if (node->kind != YamlNode::Kind::list || node->items.size() > most) {
    faults_.add(node->line, "forms.expected_list", {path_, std::string(key), std::to_string(most)});
    return {};
  }
  std::vector<const YamlNode*> out;
  for (const auto& item : node->items) out.push_back(&item);
  return out;
}

std::vector<std::string> DefinitionMap::names(std::string_view key) const {
  const YamlNode* node = get(key);
  if (node == nullptr) return {};
  if (node->kind == YamlNode::Kind::text) return {node->text};
  std::vector<std::string> out;
  for (const auto* item : list(key, kMaxNames)) {
    if (item->kind != YamlNode::Kind::text) faults_.add(item->line, "forms.expected_text", {path_, std::string(key)});
    out.push_back(item->text);
  }
  return out;
}

std::optional<Expression> DefinitionMap::expression(std::string_view key) const {
  const std::string written = text(key);
  if (written.empty()) return std::nullopt;
  auto parsed = Expression::parse(written);
  if (parsed) return std::move(*parsed);
  faults_.add(line(key), "forms.bad_expression", {path_, std::string(key)}, {std::move(parsed).error()});
  return std::nullopt;
}

std::string DefinitionMap::iso_date(std::string_view key) const {
  const std::string written = text(key);
  if (!written.empty() && !parse_day(written)) {
    faults_.add(line(key), "forms.bad_date", {path_, std::string(key), written});
  }
  return written;
}

void check_definition_name(const std::string& name, int line, const std::string& path, DefinitionFaults& faults) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  const bool plain = !name.empty() && name.size() <= kMaxName && name[0] >= 'a' && name[0] <= 'z' &&
                     std::all_of(name.begin(), name.end(), is_plain);
  if (!plain) faults.add(line, "forms.bad_name", {path, name, std::to_string(kMaxName)});
  const bool reserved = std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
  if (reserved) faults.add(line, "forms.reserved_name", {path, name});
}

}  // namespace minsync
