#include <gtest/gtest.h>

#include "shared/forms/form.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::string_view kGood = R"(form: visit
version: 3
label: {zh: 走访, en: Visit}
department: care
valid: {from: 2016-01-01, to: 2020-12-31}
match_key: [name]
required_from: sent
choices:
  status:
    - {name: draft, label: {zh: 草稿, en: Draft}}
    - {name: sent, label: {zh: 已报, en: Sent}}
  need:
    - {name: food, label: {zh: 食物}}
    - {name: care}
fields:
  - {number: 7, name: amount, type: decimal 2, constraint: ". >= 0", merge: sum}
  - {number: 2, name: name, type: text, label: {zh: 姓名, en: Name}, required: true, masked: true, max_length: 20}
  - {number: 3, name: needs, type: select_multiple need, merge: union}
  - {number: 4, name: bank, type: text, merge: review, merge_group: bank}
  - {number: 9, name: account, type: text, sensitive: true, merge: review, merge_group: bank}
  - {number: 5, name: household, type: reference, form: dibao_household, moves_with_parent: true}
  - {number: 6, name: status, type: select_one status, merge: workflow}
checks:
  - {expr: "${amount} < 100", severity: warning, message: {zh: 偏高, en: high}}
workflow:
  initial: draft
  transitions:
    - {from: draft, to: sent, roles: [township], covering: true}
)";

TEST(FormReaderTest, ReadsEveryPartOfAForm) {
  const auto form = read_form(kGood, "visit.yaml");
  ASSERT_TRUE(form.has_value()) << say(Language::en, form.error());
  EXPECT_EQ((*form)->version, 3U);
  EXPECT_EQ((*form)->valid_from, "2016-01-01");
  EXPECT_EQ((*form)->valid_to, "2020-12-31");
  EXPECT_EQ((*form)->department, "care");
  EXPECT_EQ((*form)->match_key, std::vector{FieldNumber{2}});
  EXPECT_EQ((*form)->field("amount")->scale, 2);
  EXPECT_EQ((*form)->field("name")->max_length, 20);
  EXPECT_TRUE((*form)->field("name")->required);
  EXPECT_TRUE((*form)->field("account")->sensitive);
  EXPECT_TRUE((*form)->field("household")->moves_with_parent);
  EXPECT_EQ((*form)->checks.at(0).severity, Severity::warning);
  EXPECT_EQ((*form)->workflow->transitions.size(), 1U);
  EXPECT_EQ((*form)->field("nothing"), nullptr);
}

TEST(FormReaderTest, FieldsStandInTheOrderOfTheirNumbersAndGroupsTakeTheLowest) {
  const auto form = read_form(kGood, "visit.yaml");
  std::vector<int> numbers;
  for (const auto& field : (*form)->fields) numbers.push_back(field.number.value);
  EXPECT_EQ(numbers, (std::vector{2, 3, 4, 5, 6, 7, 9}));
  const GroupRule& bank = (*form)->group_of(FieldNumber{9});
  EXPECT_EQ(bank.number, GroupNumber{4});
  EXPECT_EQ(bank.fields, (std::vector{FieldNumber{4}, FieldNumber{9}}));
  EXPECT_EQ((*form)->group(GroupNumber{9}), nullptr);
  EXPECT_EQ((*form)->groups.size(), 6U);
}

TEST(FormReaderTest, LabelsFallBackToTheName) {
  const auto form = read_form(kGood, "visit.yaml");
  EXPECT_EQ((*form)->field("needs")->label.zh, "needs");
  EXPECT_EQ((*form)->field("needs")->options[0].label.zh, "食物");
  EXPECT_EQ((*form)->field("needs")->options[0].label.en, "food");
  EXPECT_EQ((*form)->field("needs")->options[1].label.in(Language::zh), "care");
}

struct Broken {
  std::string name, from, to, fault;
  int line = 0;
};

// Each row changes the good form in one place.
class FormFaultTest : public testing::TestWithParam<Broken> {};

std::string with_change(const Broken& broken) {
  std::string yaml(kGood);
  const auto at = yaml.find(broken.from);
  EXPECT_NE(at, std::string::npos) << broken.from;
  return yaml.replace(at, broken.from.size(), broken.to);
}

TEST_P(FormFaultTest, IsNamedWithItsLine) {
  const auto form = read_form(with_change(GetParam()), "visit.yaml");
  ASSERT_FALSE(form.has_value());
  const Fault& fault = form.error();
  EXPECT_EQ(fault.kind, FaultKind::bad_input);
  const bool listed = !fault.details.empty();
  EXPECT_EQ(fault.id == "forms.bad_definition", listed);
  const Fault& first = listed ? fault.details.front() : fault;
  EXPECT_EQ(first.id, GetParam().fault) << say(Language::en, fault);
  const auto place = GetParam().line == 0 ? "visit.yaml" : "visit.yaml:" + std::to_string(GetParam().line);
  EXPECT_EQ(first.args.at(0), place) << say(Language::en, fault);
  EXPECT_EQ(say(Language::zh, first).find("forms."), std::string::npos) << "not in the catalogue";
}

INSTANTIATE_TEST_SUITE_P(
    All, FormFaultTest,
    testing::ValuesIn(std::vector<Broken>{
        {"NotYaml", "label: {zh: 走访, en: Visit}", "label: {zh: 走访, en: Visit", "forms.yaml_syntax", 4},
        {"Alias", "department: care", "department: &a care", "forms.yaml_alias", 4},
        {"ComplexKey", "department: care", "[a, b]: care", "forms.yaml_key", 4},
        {"TwoDocuments", "workflow:\n", "---\nworkflow:\n", "forms.yaml_documents", 0},
        {"UnknownKey", "department: care", "departement: care", "forms.unknown_key", 4},
        {"RepeatedKey", "department: care", "version: 3", "forms.repeated_key", 4},
        {"MissingForm", "form: visit\n", "", "forms.missing_key", 1},
        {"BadFormName", "form: visit", "form: Visit!", "forms.bad_name", 1},
        {"BadVersion", "version: 3", "version: three", "forms.bad_number", 2},
        {"LabelNoMap", "label: {zh: 走访, en: Visit}", "label: 走访", "forms.expected_map", 3},
        {"LabelLanguage", "{zh: 走访, en: Visit}", "{zh: 走访, fr: Visite}", "forms.unknown_key", 3},
        {"EmptyText", "department: care", "department: ''", "forms.expected_text", 4},
        {"BadDate", "from: 2016-01-01", "from: 2016-02-30", "forms.bad_date", 5},
        {"ValidBackwards", "to: 2020-12-31", "to: 2015-12-31", "forms.valid_backwards", 5},
        {"MatchKey", "match_key: [name]", "match_key: [nmae]", "forms.unknown_name", 6},
        {"RequiredFrom", "required_from: sent", "required_from: snt", "forms.unknown_state", 7},
        {"OptionName", "{name: care}", "{name: 照料}", "forms.bad_option_name", 14},
        {"SameOption", "{name: care}", "{name: care, label: {zh: 食物}}", "forms.same_option", 14},
        {"NoType", "name: needs, type: select_multiple need", "name: needs", "forms.missing_key", 18},
        {"UnknownType", "type: decimal 2", "type: decmal 2", "forms.unknown_type", 16},
        {"NoScale", "type: decimal 2", "type: decimal", "forms.bad_scale", 16},
        {"BigScale", "type: decimal 2", "type: decimal 7", "forms.bad_scale", 16},
        {"TypeArgument", "name: bank, type: text", "name: bank, type: text 20", "forms.type_argument", 19},
        {"UnknownChoices", "select_multiple need", "select_multiple needs", "forms.unknown_choices", 18},
        {"NumberZero", "number: 7", "number: 0", "forms.bad_number", 16},
        {"NoNumber", "{number: 7, name", "{name", "forms.missing_key", 16},
        {"RepeatedNumber", "number: 7", "number: 2", "forms.repeated_number", 17},
        {"RepeatedField", "name: bank,", "name: name,", "forms.repeated_field", 19},
        {"ReservedName", "name: bank,", "name: org,", "forms.reserved_name", 19},
        {"WordAsName", "name: bank,", "name: and,", "forms.reserved_name", 19},
        {"BadFlag", "required: true", "required: yes", "forms.bad_flag", 17},
        {"UnknownPolicy", "merge: sum", "merge: summ", "forms.unknown_policy", 16},
        {"SumOfText", "merge: review, merge_group: bank}", "merge: sum}", "forms.policy_type", 19},
        {"UnionOfNumber", "merge: sum", "merge: union", "forms.policy_type", 16},
        {"MaxOfOptions", "merge: union", "merge: max", "forms.policy_type", 18},
        {"GroupDiffers", "sensitive: true, merge: review", "merge: latest", "forms.group_policies", 20},
        {"GroupOfSums", "name: needs, type: select_multiple need, merge: union}",
         "name: needs, type: integer, merge: sum, merge_group: g}\n"
         "  - {number: 10, name: more, type: integer, merge: sum, merge_group: g}",
         "forms.group_policy", 19},
        {"ReferenceWithoutForm", "type: reference, form: dibao_household", "type: reference",
         "forms.reference_without_form", 21},
        {"KeyNotForType", "merge: sum", "moves_with_parent: true", "forms.key_not_for_type", 16},
        {"BadConstraint", "\". >= 0\"", "\". >=\"", "forms.bad_expression", 16},
        {"UnknownNameInConstraint", "\". >= 0\"", "\"${amout} >= 0\"", "forms.unknown_name", 16},
        {"DotInCheck", "${amount} < 100", ". < 100", "forms.dot_outside_constraint", 24},
        {"UnknownNameInCheck", "${amount} < 100", "${amout} < 100", "forms.unknown_name", 24},
        {"Severity", "severity: warning", "severity: bad", "forms.bad_severity", 24},
        {"CheckWithoutExpression", "expr: \"${amount} < 100\", ", "", "forms.missing_key", 24},
        {"StatusWithoutPolicy", "select_one status, merge: workflow", "select_one status", "forms.status_field", 22},
        {"StatusUnderOtherName", "name: status, type", "name: stage, type", "forms.status_field", 22},
        {"WorkflowWithoutStatus", "  - {number: 6, name: status, type: select_one status, merge: workflow}\n", "",
         "forms.status_missing", 25},
        {"InitialState", "initial: draft", "initial: drft", "forms.unknown_state", 26},
        {"TransitionState", "from: draft", "from: drft", "forms.unknown_state", 28},
        {"TransitionRole", "roles: [township]", "roles: [town]", "forms.unknown_role", 28},
        {"TransitionNoRole", ", roles: [township]", "", "forms.missing_key", 28},
        {"TransitionTwice", "from: draft", "from: [draft, draft]", "forms.repeated_transition", 28},
        {"TransitionToItself", "to: sent", "to: [sent, draft]", "forms.repeated_transition", 28},
        {"Unreachable", "initial: draft", "initial: sent", "forms.unreachable_state", 26},
    }),
    [](const auto& row) { return row.param.name; });

TEST(FormReaderTest, AllFaultsOfAFormAreListedAtOnce) {
  std::string yaml = with_change({"", "type: decimal 2", "type: decmal 2", "", 0});
  yaml.replace(yaml.find("from: draft"), 11, "from: drft");
  const auto form = read_form(yaml, "visit.yaml");
  ASSERT_FALSE(form.has_value());
  EXPECT_GE(form.error().details.size(), 2U);
}

TEST(FormReaderTest, AFaultSaysWhatIsAllowedNearestFirst) {
  const auto form = read_form(with_change({"", "type: decimal 2", "type: decmal 2", "", 0}), "visit.yaml");
  const auto sentence = say(Language::en, form.error());
  EXPECT_NE(sentence.find("visit.yaml:16: fields: amount: there is no type 'decmal'. Allowed: decimal,"),
            std::string::npos)
      << sentence;
}

TEST(FormReaderTest, HostileFilesAreRefused) {
  const auto refused = [](const std::string& yaml) {
    const auto form = read_form(yaml, "x.yaml");
    return form ? std::string("read") : form.error().id;
  };
  EXPECT_EQ(refused(""), "forms.yaml_empty");
  EXPECT_EQ(refused(std::string(600 * 1024, 'a')), "forms.yaml_too_big");
  EXPECT_EQ(refused(std::string(100'000, '[')), "forms.yaml_too_deep");
  EXPECT_EQ(refused("form: " + std::string(100'000, '{')), "forms.yaml_too_deep");
  EXPECT_EQ(refused("- a\n- b\n"), "forms.bad_definition");
  EXPECT_EQ(refused("form: [a, b]\n"), "forms.bad_definition");
  EXPECT_EQ(refused("fields: [1, ~, {number: {}}]\nform: x\n"), "forms.bad_definition");
  EXPECT_EQ(refused("form: \xff\xfe\n"), "forms.bad_definition");
  EXPECT_EQ(refused("%YAML 9.9\n---\nform: x\n"), "forms.yaml_syntax");
}

// Cutting a good file anywhere gives a fault or a form, and never harm.
TEST(FormReaderTest, EveryPrefixIsReadOrRefused) {
  int refused = 0;
  for (std::size_t length = 0; length < kGood.size(); ++length) {
    refused += read_form(kGood.substr(0, length), "visit.yaml").has_value() ? 0 : 1;
  }
  EXPECT_GT(refused, 1000);
}

TEST(FormSuccessorTest, OnlyWhatRecordsDoNotRelyOnMayChange) {
  const auto previous = read_form(kGood, "visit.yaml").value();
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string yaml = with_change({"", "version: 3", "version: 4", "", 0});
    yaml.replace(yaml.find(from), from.size(), to);
    const auto next = read_form(yaml, "visit.yaml");
    EXPECT_TRUE(next.has_value()) << to << say(Language::en, next.error());
    const auto status = check_successor(*previous, **next);
    return status ? std::string() : status.error().details.front().args.back();
  };
  EXPECT_EQ(changed("zh: 姓名", "zh: 名字"), "");
  EXPECT_EQ(changed("    - {name: care}\n", "    - {name: care}\n    - {name: money}\n"), "");
  EXPECT_EQ(changed("max_length: 20", "max_length: 40"), "");
  EXPECT_EQ(changed("fields:\n", "fields:\n  - {number: 20, name: extra, type: date}\n"), "");
  EXPECT_EQ(changed("version: 4", "version: 3"), "3");
  EXPECT_EQ(changed("type: decimal 2", "type: decimal 3"), "type");
  EXPECT_EQ(changed("merge: union", "merge: latest"), "merge");
  EXPECT_EQ(changed("number: 9", "number: 19"), "number");
  EXPECT_EQ(changed("name: account,", "name: account_no,"), "name");
  EXPECT_EQ(changed("    - {name: care}\n", ""), "choices");
  EXPECT_EQ(changed("max_length: 20", "max_length: 19"), "max_length");
  EXPECT_EQ(changed("sensitive: true, merge: review, merge_group: bank", "merge: review"), "merge_group");
}

}  // namespace
}  // namespace minsync
