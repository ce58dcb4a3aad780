// Random histories of two households: merge and split give back what was, and no edit that came in between is lost.
#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "hub/review/conflicts.h"
#include "tests/unit/duplicates/pair_fixture.h"

namespace minsync::duplicates_test {
namespace {

constexpr std::uint64_t kSeeds = 60;

class RandomHistories : public PairTest, public testing::WithParamInterface<std::uint64_t> {
 protected:
  std::size_t dice(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  const RecordId& any(const std::vector<RecordId>& ids) { return ids[dice(ids.size())]; }

  FieldValue any_value(const std::string& field) {
    const auto number = static_cast<std::int64_t>(1 + dice(3));
    if (field == "aid_items_given" || field == "insured_count") return number;
    if (field == "surveyed_on") return 16'000 + number;
    if (field == "category") return std::string(1, static_cast<char>('@' + number));
    if (field == "cause") {
      constexpr std::array kCauses = {"illness", "study", "accident"};
      Options options;
      for (const char* cause : kCauses) {
        if (dice(2) == 0) options.emplace_back(cause);
      }
      std::ranges::sort(options);
      return options.empty() ? FieldValue{} : FieldValue(options);
    }
    return text(field + " " + std::to_string(number));
  }

  // By somebody who saw the record as it stands, or as it stood some time ago.
  Edit any_edit(Author& author, RecordId id, bool now) {
    const auto& form = household();
    const std::string field = kFields[dice(kFields.size())];
    const auto stored = record(id);
    const auto& rule = form.group_of(form.field(field)->number);
    auto seen = stored.state.version;
    std::vector<FieldValue> displayed;
    // What somebody saw earlier of a total, a set or a value under review would have to be known here, too.
    const bool relative = carries_displayed(rule.policy);
    if (!now && !relative && dice(2) == 0) seen = stored.state.birth;
    if (relative && stored.state.group(rule.number) != nullptr) displayed = shown_values(rule, stored.shown);
    return change(author, form, id, field.c_str(), any_value(field), seen, displayed);
  }

  void live_a_while() {
    enter_twice();
    for (std::uint8_t i = 0; i < 3; ++i) {
      children_.push_back(RecordId{uuid(static_cast<std::uint8_t>(110 + i))});
      arrive(far_, {create(far_, member(), children_.back(), {{"household", merged()}, {"name", text("李四")}})});
    }
    for (int i = 0; i < 12; ++i) {
      arrive(a_, {any_edit(a_, kept(), false)});
      arrive(far_, {any_edit(far_, merged(), false)});
    }
  }

  struct Picture {
    FieldValues kept, merged;
    std::vector<std::pair<FieldValues, UnitId>> children;
    std::vector<std::pair<RecordId, GroupNumber>> conflicts;
    bool operator==(const Picture&) const = default;
  };
  Picture picture() {
    Picture now{record(kept()).shown, record(merged()).shown, {}, {}};
    // A total that nobody ever entered and one of nothing are the same to everybody.
    for (auto* values : {&now.kept, &now.merged}) {
      std::erase_if(*values, [&](const auto& one) {
        return one.first == household().field("aid_items_given")->number && one.second == FieldValue(std::int64_t{0});
      });
    }
    for (const auto child : children_) {
      const auto found = load(member(), child).value();
      now.children.emplace_back(found.shown, found.state.unit);
    }
    const auto open = conflicts_of(*store_, forms_, true).value();
    for (const auto& one : open) {
      now.conflicts.emplace_back(one.record, one.state.number);
    }
    std::ranges::sort(now.conflicts);
    return now;
  }

  // Fields that can be taken: not those in conflict.
  std::vector<std::string> any_takes() {
    std::vector<std::string> takes;
    const auto choices = group_choices({&household(), record(kept()), record(merged())}, {}).value();
    for (const auto& choice : choices) {
      const auto& name = household().field(choice.rule->fields.front())->name;
      if (choice.choosable && !choice.in_conflict && dice(2) == 0) takes.push_back(name);
    }
    return takes;
  }

  static constexpr std::array<const char*, 8> kFields = {"householder",   "address",       "category",
                                                         "insured_count", "surveyed_on",   "aid_items_given",
                                                         "cause",         "survey_opinion"};
  std::mt19937_64 random_{GetParam()};
  std::vector<RecordId> children_;
};

TEST_P(RandomHistories, MergeThenSplitGivesBackWhatWas) {
  live_a_while();
  const auto before = picture();
  const auto decision = merge(any_takes());
  ASSERT_TRUE(decision) << decision.error().id;
  ASSERT_TRUE(record(merged()).deleted);
  for (const auto child : children_) ASSERT_EQ(value(member(), child, "household"), FieldValue(kept()));
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  EXPECT_TRUE(parted->left.empty());
  EXPECT_EQ(picture(), before);
}

TEST_P(RandomHistories, EditsThatComeInBetweenAreNeverLost) {
  live_a_while();
  std::vector<Edit> offline;
  for (int i = 0; i < 3; ++i) {
    offline.push_back(any_edit(a_, kept(), true));
    offline.push_back(any_edit(far_, merged(), true));
  }
  const auto before = picture();
  ASSERT_TRUE(merge(any_takes()));
  for (const auto& edit : offline) arrive(edit.id.device == a_.device.id ? a_ : far_, {edit});
  EXPECT_FALSE(record(merged()).deleted) << "what came keeps it alive, and shows";
  const auto parted = split();
  ASSERT_TRUE(parted) << parted.error().id;
  std::set<std::pair<RecordId, GroupNumber>> written;
  for (const auto& edit : offline) {
    const auto group = edit.changes.front().group;
    written.emplace(edit.record, group);
    const auto policy = household().group(group)->policy;
    if (policy == MergePolicy::sum || policy == MergePolicy::set_union) continue;
    const auto state = record(edit.record).state;
    // One device has one head in a group, its newest.
    const bool stands = std::ranges::any_of(state.group(group)->heads, [&](const Head& head) {
      return head.origin.edit.device == edit.id.device && head.origin.edit.sequence >= edit.id.sequence;
    });
    EXPECT_TRUE(stands) << household().field(household().group(group)->fields.front())->name;
  }
  const auto after = picture();
  for (const auto& rule : household().groups) {
    if (written.contains({kept(), rule.number})) continue;
    EXPECT_EQ(shown_values(rule, after.kept), shown_values(rule, before.kept))
        << household().field(rule.fields.front())->name;
  }
  EXPECT_EQ(after.children, before.children);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistories, testing::Range(std::uint64_t{1}, kSeeds + 1));

}  // namespace
}  // namespace minsync::duplicates_test
