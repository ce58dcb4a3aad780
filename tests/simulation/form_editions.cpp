#include "tests/simulation/form_editions.h"

#include <algorithm>
#include <array>

#include "shared/forms/built_in_forms.h"
#include "tests/simulation/ground.h"

namespace minsync::simulation {
namespace {

constexpr int kFirstAdded = 26;  // above all numbers that the built-in form has
constexpr int kKinds = 4;
constexpr std::array kHolds = {"[receiving, tapering, suspended, ended]", "[ended]",
                               "[reviewed, announced, receiving, tapering, suspended, ended]"};

std::string built_in_text(std::string_view name) {
  const auto known = built_in_forms();
  return std::string(std::ranges::find(known, name, &BuiltInForm::name)->yaml);
}

// Every place where it stands; there is one.
void replace(std::string& text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  MINSYNC_ASSERT(at != std::string::npos);
  for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

std::string added_fields(int first, const std::vector<int>& kinds, bool has_causes) {
  std::string out;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    constexpr std::array<const char*, kKinds> kTypes = {"text, merge: latest", "integer, merge: sum",
                                                        "text, max_length: 60, merge: review",
                                                        "select_multiple cause, merge: union"};
    const auto kind = static_cast<std::size_t>(has_causes ? kinds[i] : kinds[i] % 3);
    const auto number = std::to_string(first + static_cast<int>(i));
    out += "  - {number: " + number + ", name: added_" + number + ", type: " + kTypes[kind] +
           ", label: {zh: 附加, en: Added " + number + "}}\n";
  }
  return out;
}

std::string policy_word(bool review) {
  return review ? "review" : "latest";
}

}  // namespace

FormEditions::FormEditions() {
  exchanged_ = {
      {"name: address, type: text, max_length: 200, required: true, masked: true, merge: latest", "", false, {}},
      {"name: survey_opinion, type: text, max_length: 2000, merge: review", "", true, {}},
      {"merge: review, merge_group: bank", ", merge_group: bank", true, {}}};
  for (auto& one : exchanged_) one.before.resize(one.before.size() - one.after.size());
  for (const char* name : {kHousehold}) {
    read_[{name, 1}] = sure(read_form(built_in_text(name), name));
  }
}

void FormEditions::exchange(Exchanged& one) const {
  one.until.emplace_back(household_.version, one.review);
  one.review = !one.review;
}

std::string FormEditions::change_household(Dice& dice) {
  switch (dice.below(8)) {
    case 0:
      ++relabelled_;
      return "relabels a field";
    case 1:
      retired_ = !retired_;
      return retired_ ? "retires a field" : "asks for a retired field again";
    case 2:
      tightened_ = true;
      return "tightens a constraint";
    case 3:
    case 4:
      exchange(exchanged_[static_cast<std::size_t>(dice.below(static_cast<int>(exchanged_.size())))]);
      return "exchanges a policy";
    case 5:
      holds_ = (holds_ + dice.between(1, static_cast<int>(kHolds.size()) - 1)) % static_cast<int>(kHolds.size());
      return std::string("closes records in ") + kHolds[static_cast<std::size_t>(holds_)];
    default:
      household_.added.push_back(dice.below(kKinds));
      return "adds a field";
  }
}

std::string FormEditions::household_text() const {
  std::string text = built_in_text(kHousehold);
  replace(text, "version: 1\n", "version: " + std::to_string(household_.version) + "\n");
  if (relabelled_ > 0) replace(text, "en: Householder}", "en: Householder " + std::to_string(relabelled_) + "}");
  if (retired_) replace(text, "name: phone, type: text,", "name: phone, retired: true, type: text,");
  if (tightened_) replace(text, "'[0-9+() -]{5,30}'", "'[0-9+() -]{5,8}'");
  replace(text, std::string("holds: ") + kHolds[0], std::string("holds: ") + kHolds[static_cast<std::size_t>(holds_)]);
  for (const auto& one : exchanged_) {
    if (one.until.empty()) continue;
    std::string until;
    for (const auto& [version, review] : one.until) {
      until += (until.empty() ? "" : ", ") + std::string("{version: ") + std::to_string(version) +
               ", merge: " + policy_word(review) + "}";
    }
    const auto word = one.before.rfind(' ') + 1;
    replace(text, one.before + one.after,
            one.before.substr(0, word) + policy_word(one.review) + ", merge_until: [" + until + "]" + one.after);
  }
  replace(text, "\nchecks:\n", added_fields(kFirstAdded, household_.added, true) + "\nchecks:\n");
  return text;
}

std::string FormEditions::visit_text() const {
  return std::string("form: ") + kVisit + "\nversion: " + std::to_string(visit_.version) +
         "\nfields:\n  - {number: 1, name: place, type: text, merge: latest}\n"
         "  - {number: 2, name: days, type: integer, merge: sum}\n"
         "  - {number: 3, name: note, type: text, merge: review}\n" +
         added_fields(4, visit_.added, false);
}

const Edition& FormEditions::decide(Dice& dice) {
  Edition next;
  const bool visit = dice.percent(30);
  if (visit) {
    if (++visit_.version > 1) visit_.added.push_back(dice.below(kKinds));
    next = {kVisit, visit_text(), visit_.version == 1 ? "adds the form" : "adds a field", visit_.version};
  } else {
    next.what = change_household(dice);
    ++household_.version;
    next.form = kHousehold, next.yaml = household_text(), next.version = household_.version;
  }
  read_[{next.form, next.version}] = sure(read_form(next.yaml, next.form));
  all_.push_back(std::move(next));
  return all_.back();
}

MergePolicy FormEditions::policy_in(const std::string& form, std::uint32_t version, GroupNumber group) const {
  const auto found = read_.find({form, version});
  const Form& read = found != read_.end() ? *found->second : *Ground::built().forms().find(form);
  const GroupRule* rule = read.group(group);
  return rule == nullptr ? MergePolicy::latest : rule->policy;
}

}  // namespace minsync::simulation
