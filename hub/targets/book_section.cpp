#include "hub/targets/book_section.h"

#include <algorithm>
#include <set>

#include "hub/targets/calendar.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::size_t kMaxText = 2'000;  // bytes
constexpr std::size_t kShownText = 300;

std::string shortened(const std::string& text) {
  if (text.size() <= kShownText) return text;
  std::size_t end = kShownText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string joined(const auto& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

}  // namespace

void FaultList::add(std::string id, const YAML::Node& at, std::vector<std::string> args) {
  if (faults_.size() == kMaxFaults) {
    ++left_out_;
    return;
  }
  args.insert(args.begin(), {file_, std::to_string(std::max(at.Mark().line, 0) + 1)});
  for (auto& arg : args) arg = shortened(arg);
  faults_.push_back({FaultKind::bad_input, std::move(id), std::move(args), {}});
}

Fault FaultList::take() {
  const auto count = std::to_string(faults_.size() + left_out_);
  return {FaultKind::bad_input, "targets.bad_book", {file_, count}, std::move(faults_)};
}

std::string read_scalar(const YAML::Node& node, const std::string& key, FaultList& faults) {
  if (node.IsScalar() && node.Scalar().size() <= kMaxText) return node.Scalar();
  if (node.IsScalar()) {
    faults.add("targets.text_too_long", node, {key, std::to_string(kMaxText)});
  } else {
    faults.add("targets.not_a_value", node, {key});
  }
  return {};
}

std::optional<Amount> read_amount(const YAML::Node& node, const std::string& key, FaultList& faults) {
  const auto text = read_scalar(node, key, faults);
  const auto amount = parse_amount(text);
  if (!amount) faults.add("targets.bad_number", node, {key, text});
  return amount;
}

std::optional<std::int32_t> read_day(const YAML::Node& node, const std::string& key, FaultList& faults) {
  const auto text = read_scalar(node, key, faults);
  const auto day = parse_target_day(text);
  if (!day) faults.add("targets.bad_date", node, {key, text});
  return day;
}

BookSection::BookSection(const YAML::Node& map, FaultList& faults, const std::vector<std::string_view>& known,
                         const BookSection* general)
    : map_(map), faults_(faults), general_(general) {
  for_each_entry(map, faults, "", [&](const std::string& key, const YAML::Node& value) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      faults.add("targets.unknown_key", value, {key, joined(known)});
    }
  });
}

std::optional<YAML::Node> BookSection::get(const std::string& key) const {
  if (map_.IsMap()) {
    for (const auto& entry : map_) {
      if (entry.first.IsScalar() && entry.first.Scalar() == key && !entry.second.IsNull()) return entry.second;
    }
  }
  return general_ != nullptr ? general_->get(key) : std::nullopt;
}

std::optional<YAML::Node> BookSection::need(const std::string& key) const {
  auto node = get(key);
  if (!node) faults_.add("targets.missing_key", map_, {key});
  return node;
}

std::vector<YAML::Node> BookSection::list(const std::string& key, bool required) const {
  const auto node = required ? need(key) : get(key);
  std::vector<YAML::Node> out;
  if (node && node->IsSequence()) {
    for (const auto& element : *node) out.push_back(element);
  } else if (node) {
    faults_.add("targets.not_a_list", *node, {key});
  }
  return out;
}

std::string BookSection::text(const std::string& key) const {
  const auto node = get(key);
  return node ? read_scalar(*node, key, faults_) : std::string{};
}

std::string BookSection::need_text(const std::string& key) const {
  const auto node = need(key);
  return node ? read_scalar(*node, key, faults_) : std::string{};
}

bool BookSection::flag(const std::string& key) const {
  return choice(key, {"false", "true"}).value_or(0) == 1;
}

std::optional<Amount> BookSection::amount(const std::string& key) const {
  const auto node = get(key);
  if (!node) return {};
  const auto amount = read_amount(*node, key, faults_);
  if (!amount || amount->value >= 0) return amount;
  faults_.add("targets.negative", *node, {key, node->Scalar()});
  return {};
}

std::optional<std::int64_t> BookSection::hundredths(const std::string& key) const {
  const auto value = amount(key);
  if (!value) return {};
  constexpr std::int64_t kStep = kAmountScale / 100;
  if (value->value % kStep == 0 && value->value / kStep <= kMaxRate.value) return value->value / kStep;
  faults_.add("targets.bad_percentage", *get(key), {key, text(key)});
  return {};
}

std::optional<std::int32_t> BookSection::day(const std::string& key) const {
  const auto node = get(key);
  return node ? read_day(*node, key, faults_) : std::nullopt;
}

int BookSection::whole(const std::string& key, int low, int high) const {
  const auto node = need(key);
  if (!node) return low;
  const auto text = read_scalar(*node, key, faults_);
  const auto amount = parse_amount(text);
  const bool fits = amount && amount->value % kAmountScale == 0 && amount->value >= low * kAmountScale &&
                    amount->value <= high * kAmountScale;
  if (fits) return static_cast<int>(amount->value / kAmountScale);
  faults_.add("targets.bad_whole", *node, {key, text, std::to_string(low), std::to_string(high)});
  return low;
}

std::optional<std::size_t> BookSection::choice(const std::string& key,
                                               const std::vector<std::string_view>& words) const {
  const auto node = get(key);
  if (!node) return {};
  const auto text = read_scalar(*node, key, faults_);
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  faults_.add("targets.bad_choice", *node, {key, text, joined(words)});
  return {};
}

void for_each_entry(const YAML::Node& map, FaultList& faults, const std::string& name,
                    const std::function<void(const std::string&, const YAML::Node&)>& use) {
  if (!map.IsMap()) {
    faults.add("targets.not_a_map", map, {name});
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar() || !seen.insert(entry.first.Scalar()).second) {
      faults.add("targets.duplicate", entry.first, {entry.first.IsScalar() ? entry.first.Scalar() : name});
      continue;
    }
    use(entry.first.Scalar(), entry.second);
  }
}

}  // namespace minsync
