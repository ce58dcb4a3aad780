// What a new version of a form may change, and what it may not.
#include <gtest/gtest.h>

#include "shared/forms/form.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::string_view kFirst = R"(form: visit
version: 1
choices:
  need:
    - {name: food, label: {zh: 食物}}
    - {name: care}
  status:
    - {name: draft}
    - {name: sent}
    - {name: closed}
fields:
  - {number: 1, name: person, type: text, max_length: 20, merge: latest}
  - {number: 2, name: needs, type: select_multiple need, merge: union}
  - {number: 4, name: bank, type: text, merge: review, merge_group: bank}
  - {number: 5, name: account, type: text, merge: review, merge_group: bank}
  - {number: 6, name: amount, type: decimal 2, merge: authority}
  - {number: 9, name: status, type: select_one status, merge: workflow}
workflow:
  initial: draft
  transitions:
    - {from: draft, to: sent, roles: [township]}
    - {from: sent, to: closed, roles: [county]}
    - {from: closed, to: draft, roles: [county]}
)";

struct Change {
  std::string name, from, to, fault;  // no fault: it is legal
};

class SuccessorTest : public ::testing::TestWithParam<Change> {};

TEST_P(SuccessorTest, IsJudged) {
  const auto& change = GetParam();
  const auto before = read_form(kFirst, "first");
  ASSERT_TRUE(before) << say(Language::en, before.error());
  std::string yaml(kFirst);
  yaml.replace(yaml.find("version: 1"), 10, "version: 2");
  ASSERT_NE(yaml.find(change.from), std::string::npos);
  yaml.replace(yaml.find(change.from), change.from.size(), change.to);
  const auto after = read_form(yaml, "second");
  if (!after) {
    EXPECT_EQ(change.fault, after.error().details.at(0).id) << say(Language::en, after.error());
    return;
  }
  const auto status = check_successor(**before, **after);
  if (change.fault.empty()) {
    EXPECT_TRUE(status) << say(Language::en, status.error());
  } else {
    ASSERT_FALSE(status);
    EXPECT_EQ(change.fault, status.error().details.at(0).id);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Changes, SuccessorTest,
    ::testing::Values(
        Change{"ALabel", "zh: 食物", "zh: 粮食", ""},
        Change{"AFieldWithAHigherNumber", "workflow:", "  - {number: 10, name: hobby, type: text}\nworkflow:", ""},
        Change{"AFieldWithANumberInAGap",
               "workflow:", "  - {number: 3, name: hobby, type: text}\nworkflow:", "forms.number_too_low"},
        Change{"AFieldThatIsRetired", "max_length: 20,", "max_length: 20, retired: true,", ""},
        Change{"AFieldThatIsGone", "  - {number: 6, name: amount, type: decimal 2, merge: authority}\n", "",
               "forms.field_changed"},
        Change{"ATighterConstraint", "type: decimal 2,", "type: decimal 2, constraint: '. >= 0',", ""},
        Change{"AShorterText", "max_length: 20", "max_length: 19", "forms.field_changed"},
        Change{"AnOptionThatIsRetired", "{name: care}", "{name: care, retired: true}", ""},
        Change{"AnOptionThatIsGone", "    - {name: care}\n", "", "forms.field_changed"},
        Change{"AFieldThatJoinsAGroup",
               "workflow:", "  - {number: 10, name: branch, type: text, merge: review, merge_group: bank}\nworkflow:",
               "forms.field_changed"},
        Change{"LatestToReviewRemembered", "max_length: 20, merge: latest",
               "max_length: 20, merge: review, merge_until: [{version: 1, merge: latest}]", ""},
        Change{"LatestToReviewForgotten", "max_length: 20, merge: latest", "max_length: 20, merge: review",
               "forms.policy_not_remembered"},
        Change{"AuthorityToReview", "merge: authority", "merge: review", "forms.field_changed"},
        Change{"AStateThatIsRetired", "    - {name: closed}\n", "    - {name: closed, retired: true}\n",
               "forms.retired_state"},
        Change{"ReferenceData", "choices:", "reference_data: true\nchoices:", "forms.place_changed"},
        Change{"AHold", "  initial: draft\n", "  initial: draft\n  holds: [closed]\n", ""},
        Change{"ARightByState", "type: decimal 2,", "type: decimal 2, write: [{in: closed, roles: county}],", ""}),
    [](const auto& test) { return test.param.name; });

TEST(SuccessorRulesTest, AStateIsRetiredByTakingItsEntriesAway) {
  std::string yaml(kFirst);
  const std::string entry = "    - {from: sent, to: closed, roles: [county]}\n";
  yaml.replace(yaml.find(entry), entry.size(), "");
  yaml.replace(yaml.find("{name: closed}"), 14, "{name: closed, retired: true}");
  const auto form = read_form(yaml, "retired");
  ASSERT_TRUE(form) << say(Language::en, form.error());
  EXPECT_TRUE((*form)->workflow->state("closed")->retired);
  EXPECT_NE(nullptr, (*form)->workflow->find("closed", "draft")) << "a record in it can leave it";
}

TEST(SuccessorRulesTest, EditsOfEachVersionGoByThePolicyOfThatVersion) {
  std::string yaml(kFirst);
  yaml.replace(yaml.find("max_length: 20, merge: latest"), 29,
               "merge: latest, merge_until: [{version: 2, merge: latest}, {version: 4, merge: review}]");
  const auto form = read_form(yaml, "turns");
  ASSERT_TRUE(form) << say(Language::en, form.error());
  const GroupRule& rule = (*form)->group_of(FieldNumber{1});
  EXPECT_EQ(MergePolicy::latest, rule.policy_in(1));
  EXPECT_EQ(MergePolicy::review, rule.policy_in(3));
  EXPECT_EQ(MergePolicy::review, rule.policy_in(4));
  EXPECT_EQ(MergePolicy::latest, rule.policy_in(5));
}

}  // namespace
}  // namespace minsync
