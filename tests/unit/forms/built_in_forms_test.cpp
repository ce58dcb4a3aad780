#include "shared/forms/built_in_forms.h"

#include <gtest/gtest.h>

#include <map>

#include "shared/forms/form.h"
#include "shared/forms/validation.h"

namespace minsync {
namespace {

const FormCatalogue& catalogue() {
  static const FormCatalogue forms = FormCatalogue::load().value();
  return forms;
}

TEST(BuiltInFormsTest, EveryDefinitionReadsWithoutFault) {
  for (const auto& [name, yaml] : built_in_forms()) {
    const auto form = read_form(yaml, std::string(name) + ".yaml");
    ASSERT_TRUE(form.has_value()) << say(Language::en, form.error());
    EXPECT_EQ((*form)->name, name);
  }
}

TEST(BuiltInFormsTest, TheFirstFormsAreThere) {
  std::vector<std::string> names;
  for (const auto& form : catalogue().forms()) names.push_back(form->name);
  const std::vector<std::string> expected = {
      "bundle_key",      "delegation",         "dibao_household",     "dibao_member",    "disaster_event",
      "disaster_report", "duplicate_decision", "elderly_institution", "form_definition", "org_unit",
      "target_book",     "target_indicator",   "target_item",         "target_progress"};
  EXPECT_EQ(names, expected);
}

void expect_labelled(const Label& label, const std::string& where) {
  const auto has_chinese = [](const std::string& text) {
    for (const char c : text) {
      if (c < 0) return true;
    }
    return false;
  };
  EXPECT_FALSE(label.zh.empty()) << where;
  EXPECT_FALSE(label.en.empty()) << where;
  EXPECT_TRUE(has_chinese(label.zh)) << where << ": " << label.zh;
  EXPECT_FALSE(has_chinese(label.en)) << where << ": " << label.en;
}

TEST(BuiltInFormsTest, EverythingPeopleReadIsInBothLanguages) {
  for (const auto& form : catalogue().forms()) {
    expect_labelled(form->label, form->name);
    for (const auto& field : form->fields) {
      const auto where = form->name + "." + field.name;
      expect_labelled(field.label, where);
      for (const auto& option : field.options) expect_labelled(option.label, where + "." + option.name);
      if (field.constraint) expect_labelled(field.constraint_message, where + " constraint");
    }
    for (const auto& check : form->checks) expect_labelled(check.message, form->name + " " + check.expression.text());
  }
}

TEST(BuiltInFormsTest, ReferencesPointToFormsThatExist) {
  for (const auto& form : catalogue().forms()) {
    for (const auto& field : form->fields) {
      if (field.type != FieldType::reference) continue;
      EXPECT_NE(catalogue().find(field.reference_form), nullptr) << form->name << "." << field.name;
    }
  }
}

struct Row {
  std::string name;
  FieldType type;
  MergePolicy merge;
  int scale = 0;
  bool sensitive = false;
  std::string group = {};
};

// Checks and benchmarks rely on this table; what is attached comes after it.
TEST(BuiltInFormsTest, DibaoHouseholdBeginsWithTheAgreedFields) {
  using enum FieldType;
  using P = MergePolicy;
  const std::vector<Row> expected = {
      {"householder", text, P::latest},
      {"id_number", id_number, P::review, 0, true},
      {"phone", text, P::latest, 0, true},
      {"address", text, P::latest},
      {"household_kind", select_one, P::latest},
      {"category", select_one, P::authority},
      {"member_count", integer, P::latest},
      {"insured_count", integer, P::authority},
      {"income_per_head", decimal, P::latest, 2},
      {"monthly_benefit", decimal, P::authority, 2},
      {"bank_name", text, P::review, 0, false, "bank"},
      {"account_name", text, P::review, 0, false, "bank"},
      {"bank_account", text, P::review, 0, true, "bank"},
      {"applied_on", date, P::latest},
      {"effective_month", text, P::authority},
      {"cause", select_multiple, P::set_union},
      {"aid_items_given", integer, P::sum},
      {"survey_opinion", text, P::review},
      {"surveyed_on", date, P::max},
      {"worker", text, P::latest},
      {"status", select_one, P::workflow},
      {"document_scan", file, P::review, 0, true},
      {"return_reason", text, P::latest, 0, false, "returning"},
      {"return_fields", text, P::latest, 0, false, "returning"},
      {"return_deadline", date, P::latest, 0, false, "returning"},
  };
  const Form& form = **catalogue().get("dibao_household");
  ASSERT_EQ(form.fields.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Field& field = form.fields[i];
    EXPECT_EQ(field.number.value, i + 1);
    EXPECT_EQ(field.name, expected[i].name);
    EXPECT_EQ(field.type, expected[i].type) << field.name;
    EXPECT_EQ(field.merge, expected[i].merge) << field.name;
    EXPECT_EQ(field.scale, expected[i].scale) << field.name;
    EXPECT_EQ(field.sensitive, expected[i].sensitive) << field.name;
    EXPECT_EQ(field.merge_group, expected[i].group) << field.name;
  }
}

std::vector<std::string> option_names(const Form& form, std::string_view field) {
  std::vector<std::string> out;
  for (const auto& option : form.field(field)->options) out.push_back(option.name);
  return out;
}

TEST(BuiltInFormsTest, DibaoHouseholdHasTheAgreedOptionsAndStates) {
  const Form& form = **catalogue().get("dibao_household");
  using Names = std::vector<std::string>;
  EXPECT_EQ(option_names(form, "household_kind"), (Names{"urban", "rural"}));
  EXPECT_EQ(option_names(form, "category"), (Names{"A", "B", "C"}));
  EXPECT_EQ(option_names(form, "cause"),
            (Names{"illness", "disability", "study", "accident", "unemployment", "other"}));
  std::map<std::string, std::string> states;
  for (const auto& state : form.workflow->states) states[state.name] = state.label.zh;
  const std::map<std::string, std::string> expected = {
      {"draft", "草稿"},          {"accepted", "已受理"},  {"checking", "核对中"}, {"surveyed", "已入户调查"},
      {"reviewed", "乡镇已审核"}, {"announced", "公示中"}, {"receiving", "在享"},  {"rechecking", "复核中"},
      {"tapering", "渐退"},       {"suspended", "停发"},   {"ended", "已退出"},    {"returned", "退回"}};
  EXPECT_EQ(states, expected);
  EXPECT_EQ(form.workflow->initial, "draft");
  ASSERT_EQ(form.match_key.size(), 1U);
  EXPECT_EQ(form.field(form.match_key[0])->name, "id_number");
}

TEST(BuiltInFormsTest, TheBankFieldsMergeAsOneGroupOfTheLowestNumber) {
  const Form& form = **catalogue().get("dibao_household");
  const auto first = form.field("bank_name")->number;
  for (const auto* name : {"bank_name", "account_name", "bank_account"}) {
    const auto& group = form.group_of(form.field(name)->number);
    EXPECT_EQ(group.number.value, first.value);
    EXPECT_EQ(group.fields.size(), 3U);
    EXPECT_EQ(group.policy, MergePolicy::review);
  }
  const auto& returning = form.group_of(form.field("return_reason")->number);
  EXPECT_EQ(returning.fields.size(), 3U);
  EXPECT_EQ(form.groups.size(), form.fields.size() - 4);
}

TEST(BuiltInFormsTest, TheDecisionIsTheCountysAndCoversWhatWasMerged) {
  const Workflow& workflow = *catalogue().find("dibao_household")->workflow;
  const Transition* decision = workflow.find("announced", "receiving");
  ASSERT_NE(decision, nullptr);
  EXPECT_TRUE(decision->covering);
  EXPECT_EQ(decision->roles, std::vector<std::string>{"county"});
  EXPECT_EQ(decision->delegated_roles, std::vector<std::string>{"township"});
  const Transition* acceptance = workflow.find("draft", "accepted");
  ASSERT_NE(acceptance, nullptr);
  EXPECT_FALSE(acceptance->covering);
  EXPECT_EQ(acceptance->roles, std::vector<std::string>{"township"});
  EXPECT_EQ(workflow.find("draft", "receiving"), nullptr);
  for (const auto* from : {"accepted", "checking", "surveyed", "reviewed", "announced"}) {
    EXPECT_NE(workflow.find(from, "returned"), nullptr) << from;
  }
}

TEST(BuiltInFormsTest, RequiredBindsFromAcceptanceAndNotAfterAReturn) {
  const Form& form = **catalogue().get("dibao_household");
  for (const auto* state : {"", "draft", "returned"}) EXPECT_FALSE(form.required_binds(state)) << state;
  for (const auto& state : form.workflow->states) {
    if (state.name == "draft" || state.name == "returned") continue;
    EXPECT_TRUE(form.required_binds(state.name)) << state.name;
  }
  EXPECT_TRUE(form.required_binds("a_state_of_a_later_version"));
  EXPECT_TRUE(catalogue().find("dibao_member")->required_binds(""));
}

TEST(BuiltInFormsTest, WhoMayWriteAndWhatIsUrgent) {
  for (const auto* name : {"disaster_event", "disaster_report"}) EXPECT_TRUE(catalogue().find(name)->urgent) << name;
  EXPECT_FALSE(catalogue().find("dibao_household")->urgent);
  for (const auto* name : {"target_item", "target_indicator"}) {
    EXPECT_TRUE(catalogue().find(name)->reference_data) << name;
    EXPECT_EQ(catalogue().find(name)->write_roles, std::vector<std::string>{"city"}) << name;
  }
  EXPECT_FALSE(catalogue().find("target_progress")->reference_data);
}

TEST(BuiltInFormsTest, AnUnknownFormIsAFaultThatNamesTheNearest) {
  const auto missing = catalogue().get("dibao_houshold");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, FaultKind::bad_input);
  EXPECT_EQ(missing.error().id, "forms.unknown_form");
  EXPECT_TRUE(missing.error().args[1].starts_with("dibao_household")) << missing.error().args[1];
}

}  // namespace
}  // namespace minsync
