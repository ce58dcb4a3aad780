#include "shared/forms/field_rights.h"

#include <gtest/gtest.h>

#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::string_view kForm = R"(form: visit
choices:
  status:
    - {name: draft}
    - {name: approved}
fields:
  - {number: 1, name: person, type: text}
  - {number: 2, name: amount, type: integer, write: [{in: approved, roles: county}]}
  - {number: 3, name: bank, type: text, merge: review, merge_group: bank, write: [{in: draft, roles: [township]}]}
  - {number: 4, name: account, type: text, merge: review, merge_group: bank, write: [{in: draft, roles: [township]}]}
  - {number: 5, name: status, type: select_one status, merge: workflow}
workflow:
  initial: draft
  holds: approved
  transitions:
    - {from: draft, to: approved, roles: [county]}
    - {from: approved, to: draft, roles: [county]}
)";

const Form& form() {
  static const auto read = read_form(kForm, "visit").value();
  return *read;
}

FieldRight right(const char* field, const char* state, Role role) {
  return field_right(form(), *form().field(field), state, role);
}

Edit edit_of(std::vector<std::pair<int, FieldValue>> values) {
  Edit edit;
  for (auto& [group, value] : values) {
    edit.changes.push_back({GroupNumber{static_cast<std::uint16_t>(group)}, {}, {std::move(value)}, {}, {}});
  }
  return edit;
}

TEST(FieldRightsTest, ARuleForTheStateDecidesAndHoldsNothing) {
  EXPECT_EQ(FieldRight::open, right("amount", "approved", Role::county));
  EXPECT_EQ(FieldRight::refused, right("amount", "approved", Role::township));
  EXPECT_EQ(FieldRight::open, right("amount", "draft", Role::township)) << "no rule names draft";
  EXPECT_EQ(FieldRight::refused, right("bank", "draft", Role::county));
}

TEST(FieldRightsTest, WithoutARuleAClosedRecordHolds) {
  EXPECT_EQ(FieldRight::held, right("person", "approved", Role::county));
  EXPECT_EQ(FieldRight::open, right("person", "draft", Role::county));
  EXPECT_EQ(FieldRight::held, right("bank", "approved", Role::township));
}

TEST(FieldRightsTest, AnEditIsHeldForOneOfItsFieldsAndRefusedForOne) {
  const auto both = edit_of({{1, FieldValue(std::string("甲"))}, {2, FieldValue(std::int64_t{1})}});
  EXPECT_TRUE(content_right(form(), both, "approved", Role::county).held);
  const auto refused = content_right(form(), both, "approved", Role::township);
  ASSERT_NE(nullptr, refused.refused);
  EXPECT_EQ("amount", refused.refused->name);
  Edit removal;
  removal.kind = EditKind::remove;
  EXPECT_TRUE(content_right(form(), removal, "approved", Role::county).held);
  EXPECT_FALSE(content_right(form(), removal, "draft", Role::county).held);
}

TEST(FieldRightsTest, OnlyAnotherStateIsATransition) {
  const auto step = edit_of({{5, FieldValue(std::string("draft"))}});
  EXPECT_EQ("draft", state_wanted(form(), step, "approved"));
  EXPECT_EQ(std::nullopt, state_wanted(form(), step, "draft"));
  EXPECT_EQ(std::nullopt, state_wanted(form(), edit_of({{1, FieldValue(std::string("甲"))}}), "draft"));
  EXPECT_FALSE(content_right(form(), step, "approved", Role::county).held);
}

TEST(FieldRightsTest, FaultsInADefinitionAreFound) {
  const auto fault = [](std::string_view from, const std::string& to) {
    std::string yaml(kForm);
    yaml.replace(yaml.find(from), from.size(), to);
    const auto read = read_form(yaml, "visit");
    return read ? std::string("none") : read.error().details.at(0).id;
  };
  EXPECT_EQ("forms.unknown_state", fault("{in: approved", "{in: aproved"));
  EXPECT_EQ("forms.unknown_role", fault("roles: county}]}", "roles: countyy}]}"));
  EXPECT_EQ("forms.unknown_state", fault("holds: approved", "holds: aproved"));
  EXPECT_EQ("forms.group_rights",
            fault("merge_group: bank, write: [{in: draft, roles: [township]}]", "merge_group: bank"));
  EXPECT_EQ("forms.repeated_write_state",
            fault("[{in: approved, roles: county}]", "[{in: approved, roles: county}, {in: [approved], roles: city}]"));
  EXPECT_EQ("forms.write_without_workflow",
            fault("merge: workflow}", "merge: workflow, write: [{in: draft, roles: county}]}"));
}

}  // namespace
}  // namespace minsync
