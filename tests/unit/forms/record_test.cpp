#include <gtest/gtest.h>

#include <algorithm>

#include "shared/forms/validation.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

const Form& form(std::string_view name) {
  static const FormCatalogue forms = FormCatalogue::load().value();
  return **forms.get(name);
}

using Typed = std::map<std::string, std::string>;

FieldValues values_of(const Form& of, const Typed& typed) {
  FieldValues out;
  for (const auto& [name, text] : typed) {
    const Field* field = of.field(name);
    EXPECT_NE(field, nullptr) << name;
    out[field->number] = parse_value(*field, text).value();
  }
  return out;
}

std::vector<Finding> findings(const Form& of, const Typed& typed) {
  CheckContext context;
  context.today_days = *day_of(2016, 12, 31);
  context.area_known = [](std::string_view area) { return area == "110105"; };
  return check_record(of, values_of(of, typed), context);
}

const Typed kComplete = {{"householder", "张三"},    {"id_number", "11010519491231002X"},
                         {"address", "文三路 1 号"}, {"household_kind", "urban"},
                         {"category", "A"},          {"member_count", "3"},
                         {"insured_count", "2"},     {"status", "accepted"}};

Typed with(Typed base, const Typed& changes) {
  for (const auto& [name, text] : changes) base[name] = text;
  return base;
}

// The one finding there should be.
Finding only(const Typed& typed) {
  const auto found = findings(form("dibao_household"), typed);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? Finding{} : found.front();
}

TEST(CheckRecordTest, ACompleteRecordIsClean) {
  EXPECT_TRUE(findings(form("dibao_household"), kComplete).empty());
}

TEST(CheckRecordTest, ADraftMayHoldTheHouseholderAlone) {
  EXPECT_TRUE(findings(form("dibao_household"), {{"householder", "张三"}}).empty());
  EXPECT_TRUE(findings(form("dibao_household"), {{"householder", "张三"}, {"status", "returned"}}).empty());
}

TEST(CheckRecordTest, FromAcceptanceOnEveryRequiredFieldIsMissed) {
  const auto found = findings(form("dibao_household"), {{"householder", "张三"}, {"status", "accepted"}});
  std::vector<std::string> missing;
  for (const auto& finding : found) {
    EXPECT_EQ(finding.fault.id, "forms.required");
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_FALSE(finding.overridable);
    missing.push_back(form("dibao_household").field(finding.field)->name);
  }
  EXPECT_EQ(missing, (std::vector<std::string>{"id_number", "address", "household_kind", "category", "member_count",
                                               "insured_count"}));
}

TEST(CheckRecordTest, WithoutAWorkflowRequiredBindsAtOnce) {
  const auto found = findings(form("dibao_member"), {{"name", "张三"}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fault.id, "forms.required");
}

TEST(CheckRecordTest, AWrongCheckDigitMayBeOverridden) {
  const auto finding = only(with(kComplete, {{"id_number", "110105194912310021"}}));
  EXPECT_EQ(finding.fault.id, "forms.id_check_digit");
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_TRUE(finding.overridable);
  EXPECT_EQ(finding.field, form("dibao_household").field("id_number")->number);
}

TEST(CheckRecordTest, ANumberThatCanBeNobodysMayNot) {
  for (const auto& [number, id] : Typed{{"1101051949123100", "forms.id_length"},
                                        {"1101051949123100AB", "forms.id_characters"},
                                        {"110105194913310020", "forms.id_birthday"},
                                        {"110105203012310020", "forms.id_birthday"}}) {
    const auto finding = only(with(kComplete, {{"id_number", number}}));
    EXPECT_EQ(finding.fault.id, id) << number;
    EXPECT_FALSE(finding.overridable) << number;
    EXPECT_EQ(finding.severity, Severity::error) << number;
  }
}

TEST(CheckRecordTest, IdentityNumbersBindInADraftToo) {
  EXPECT_EQ(only({{"id_number", "110105194912310021"}}).fault.id, "forms.id_check_digit");
}

TEST(CheckRecordTest, AnUnknownAreaIsAWarning) {
  const auto finding = only(with(kComplete, {{"id_number", "440524188001010014"}}));
  EXPECT_EQ(finding.fault.id, "forms.id_area");
  EXPECT_EQ(finding.severity, Severity::warning);
}

TEST(CheckRecordTest, AConstraintSaysItsOwnSentence) {
  const auto finding = only(with(kComplete, {{"income_per_head", "-1"}}));
  EXPECT_EQ(finding.fault.id, "forms.constraint");
  EXPECT_EQ(say(Language::zh, finding.fault), "月人均收入：不能为负数");
  EXPECT_EQ(say(Language::en, finding.fault), "Monthly income per head (yuan): must not be negative");
  EXPECT_EQ(only(with(kComplete, {{"applied_on", "2017-01-01"}})).fault.id, "forms.constraint");
  EXPECT_TRUE(findings(form("dibao_household"), with(kComplete, {{"applied_on", "2016-12-31"}})).empty());
}

TEST(CheckRecordTest, AnErrorAcrossFieldsBindsFromAcceptance) {
  const Typed wrong = {{"member_count", "2"}, {"insured_count", "3"}};
  const auto accepted = only(with(kComplete, wrong));
  EXPECT_EQ(accepted.fault.id, "forms.check_failed");
  EXPECT_EQ(accepted.severity, Severity::error);
  EXPECT_EQ(accepted.field, FieldNumber{});
  EXPECT_EQ(only(with(with(kComplete, wrong), {{"status", "draft"}})).severity, Severity::warning);
}

TEST(CheckRecordTest, WarningsStayWarnings) {
  EXPECT_EQ(only(with(kComplete, {{"income_per_head", "100000.01"}})).severity, Severity::warning);
  EXPECT_TRUE(findings(form("dibao_household"), with(kComplete, {{"income_per_head", "100000"}})).empty());
}

TEST(CheckRecordTest, AnIrrelevantFieldWithAValueIsAWarning) {
  const Typed member = {
      {"household", "0190a3c4-6b1e-7d2f-8a3b-4c5d6e7f8091"}, {"name", "张三"}, {"disability_level", "1"}};
  const auto found = findings(form("dibao_member"), with(member, {{"relation", "deceased"}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fault.id, "forms.irrelevant");
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_TRUE(findings(form("dibao_member"), with(member, {{"relation", "self"}})).empty());
  EXPECT_TRUE(findings(form("dibao_member"), member).empty());
}

TEST(CheckRecordTest, RequiredBindsOnlyWhereAFieldIsKnownToBeRelevant) {
  const auto made = read_form(R"(form: made
choices:
  yes_no: [{name: "yes"}, {name: "no"}]
fields:
  - {number: 1, name: done, type: select_one yes_no}
  - {number: 2, name: done_on, type: date, required: true, relevant: "${done} = 'yes'"}
)",
                              "made.yaml")
                        .value();
  EXPECT_EQ(findings(*made, {{"done", "yes"}}).size(), 1U);
  EXPECT_TRUE(findings(*made, {{"done", "no"}}).empty());
  EXPECT_TRUE(findings(*made, {}).empty());
}

TEST(CheckRecordTest, AValueOfTheWrongKindIsAFindingNotACrash) {
  const Form& of = form("dibao_household");
  FieldValues values = values_of(of, kComplete);
  for (const auto& field : of.fields) {
    if (field.name != "status") values[field.number] = RecordId{};
  }
  values[FieldNumber{999}] = std::int64_t{1};
  const auto found = check_record(of, values, {});
  const auto wrong =
      std::count_if(found.begin(), found.end(), [](const auto& f) { return f.fault.id == "forms.value_kind"; });
  EXPECT_EQ(wrong, static_cast<std::ptrdiff_t>(of.fields.size() - 1));
}

TEST(WhereTest, ExpressionsReadARecordsValues) {
  const Form& of = form("dibao_household");
  const auto values = values_of(of, with(kComplete, {{"income_per_head", "819.50"}, {"cause", "illness study"}}));
  const auto holds = [&](std::string_view where) {
    const auto expression = Expression::parse(where).value();
    EXPECT_TRUE(check_names(of, expression).has_value()) << where;
    return expression.holds([&](std::string_view name) { return expression_value(of, values, name); }, 0, false);
  };
  EXPECT_TRUE(holds("state = 'accepted' and ${category} = 'A'"));
  EXPECT_TRUE(holds("income_per_head > 819 and income_per_head < 820"));
  EXPECT_TRUE(holds("selected(cause, 'study')"));
  EXPECT_FALSE(holds("monthly_benefit > 0"));
  EXPECT_FALSE(holds("not(monthly_benefit > 0)"));
  EXPECT_TRUE(holds("monthly_benefit = ''"));
}

TEST(WhereTest, ANameThatIsNoFieldIsAFault) {
  const auto status = check_names(form("dibao_household"), Expression::parse("categroy = 'A'").value());
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().id, "forms.unknown_name_in");
  EXPECT_TRUE(status.error().args[2].starts_with("category")) << status.error().args[2];
  EXPECT_FALSE(check_names(form("dibao_household"), Expression::parse(". = 1").value()).has_value());
}

TEST(WhereTest, AnUntouchedRecordIsInItsInitialState) {
  EXPECT_EQ(expression_value(form("dibao_household"), {}, "state").text, "draft");
  EXPECT_EQ(expression_value(form("dibao_member"), {}, "state").kind, ExpressionValue::Kind::empty);
}

}  // namespace
}  // namespace minsync
