// The laws of MERGE.md on random histories. That a repeated edit changes nothing is not a law of merge_edit: who calls
// it keeps the ranges of received edits and never merges one twice.
#include "tests/unit/sync_protocol/merge_oracle.h"

namespace minsync {
namespace {

// Ten seconds at most: the sanitizers, which are built with clang, and unoptimised code are ten times slower.
#if defined(__OPTIMIZE__) && !defined(__clang__)
constexpr std::uint64_t kHistories = 3000;
#else
constexpr std::uint64_t kHistories = 300;
#endif

std::set<EditId> others_in(const GroupRule& rule, const GroupState& state) {
  std::set<EditId> ids;
  for (const Head* head : conflict_of(rule, state).others) ids.insert(head->origin.edit);
  return ids;
}

void expect_as_the_rules_say(const History& history, const RecordState& record) {
  for (const auto& rule : history.rules) {
    const ExpectedGroup expected = expect_group(history, rule);
    const GroupState* found = record.group(rule.number);
    const GroupState state = found == nullptr ? GroupState{rule.number, {}, {}, {}} : *found;
    std::set<EditId> heads;
    for (const auto& head : state.heads) heads.insert(head.origin.edit);
    EXPECT_EQ(state.shown, expected.shown) << "group " << rule.number.value;
    EXPECT_EQ(heads, expected.heads) << "group " << rule.number.value;
    EXPECT_EQ(others_in(rule, state), expected.others) << "group " << rule.number.value;
  }
  EXPECT_EQ(record.deleted, expect_deleted(history));
}

RecordState merge_in_order(const History& history, const std::vector<std::size_t>& order) {
  RecordState record;
  for (const auto i : order) merge_edit(history.rules, record, history.written[i].edit, history.written[i].origin);
  return record;
}

// On its way a history checks after each merge that nothing vanishes unseen (L3), that heads are bounded (L4) and that
// clean edits replay to the hub's state (L5).
TEST(MergeLawsTest, L1L3L4L5_StateIsWhatTheRulesSayOfTheSetOfMergedEdits) {
  for (std::uint64_t seed = 1; seed <= kHistories && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const History history = play_history(seed);
    expect_as_the_rules_say(history, history.record);
  }
}

TEST(MergeLawsTest, L1_AnyOrderThatKeepsCoversBeforeTheirEditsGivesTheSameState) {
  for (std::uint64_t seed = 10'001; seed <= 10'000 + kHistories / 3 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const History history = play_history(seed);
    std::mt19937_64 random(seed);
    for (int order = 0; order < 4; ++order) {
      expect_as_the_rules_say(history, merge_in_order(history, causal_order(history, random)));
    }
  }
}

// Everybody went offline at the same moment and comes back in any order: the versions differ, what is shown does not.
struct Offline {
  explicit Offline(std::uint64_t seed) : random(seed) {
    for (std::uint8_t i = 0; i < 4; ++i)
      offices.emplace_back(hub, static_cast<std::uint8_t>(i + 1), i < 2 ? Role::township : Role::county);
    for (int i = 0; i < 24; ++i) {
      Office& office = offices[random() % 4];
      const auto& group = hub.rules()[random() % hub.rules().size()];
      Values values(group.fields.size(), value_for(group.policy));
      office.write(group.number, std::move(values));
      if (i == 8) {
        for (auto& one : offices) one.send();
        for (auto& one : offices) one.receive();
      }
    }
  }

  FieldValue value_for(MergePolicy policy) {
    const auto n = static_cast<std::int64_t>(random() % 4);
    if (policy == MergePolicy::max || policy == MergePolicy::min || policy == MergePolicy::sum) return number(n);
    const std::string word(1, static_cast<char>('a' + n));
    return policy == MergePolicy::set_union ? options({word}) : text(word);
  }

  Hub arrive_in_some_order() {
    Hub there = hub;
    std::vector<std::size_t> next(offices.size());
    for (std::size_t left = 15; left > 0;) {
      const std::size_t i = random() % offices.size();
      if (next[i] == offices[i].pending().size()) continue;
      there.receive(offices[i].pending()[next[i]++], offices[i].role());
      --left;
    }
    return there;
  }

  std::mt19937_64 random;
  Hub hub{all_rules()};
  std::vector<Office> offices;
};

TEST(MergeLawsTest, L1_OfficesThatWereOfflineSinceTheSameVersionMayComeBackInAnyOrder) {
  for (std::uint64_t seed = 1; seed <= kHistories / 3 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Offline offline(seed);
    const Hub first = offline.arrive_in_some_order();
    for (int order = 0; order < 4; ++order) {
      const Hub other = offline.arrive_in_some_order();
      for (const auto& rule : first.rules()) {
        if (rule.policy == MergePolicy::workflow) continue;  // by arrival
        EXPECT_EQ(first.shown(rule.number), other.shown(rule.number));
        EXPECT_EQ(first.conflict(rule.number), other.conflict(rule.number));
        EXPECT_EQ(first.heads(rule.number), other.heads(rule.number));
      }
    }
  }
}

}  // namespace
}  // namespace minsync
