#include <gtest/gtest.h>

#include <thread>

#include "shared/forms/built_in_forms.h"
#include "shared/forms/form.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

std::string household(const std::string& from, const std::string& to) {
  std::string yaml;
  for (const auto& form : built_in_forms()) {
    if (form.name == "dibao_household") yaml = form.yaml;
  }
  return yaml.replace(yaml.find(from), from.size(), to);
}

std::unique_ptr<Form> read(const std::string& yaml) {
  auto form = read_form(yaml, "test.yaml");
  if (!form) ADD_FAILURE() << say(Language::en, form.error());
  return std::move(*form);
}

TEST(CatalogueTest, AFormIsLearned) {
  const auto forms = FormCatalogue::load().value();
  ASSERT_TRUE(forms.learn(read("form: visit\nfields:\n  - {number: 1, name: a, type: text}\n")));
  EXPECT_NE(forms.find("visit"), nullptr);
  EXPECT_NE(forms.find("dibao_household"), nullptr);
  const auto all = forms.forms();
  EXPECT_EQ(all.size(), built_in_forms().size() + 1);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1]->name, all[i]->name);
}

TEST(CatalogueTest, AHigherVersionTakesOverAndTheOldOneStaysWhereItIs) {
  const auto forms = FormCatalogue::load().value();
  const Form* old = forms.find("dibao_household");
  ASSERT_TRUE(forms.learn(read(household("version: 1", "version: 2"))));
  EXPECT_EQ(forms.find("dibao_household")->version, 2U);
  EXPECT_EQ(old->version, 1U);
}

TEST(CatalogueTest, ALowerOrEqualVersionChangesNothing) {
  const auto forms = FormCatalogue::load().value();
  ASSERT_TRUE(forms.learn(read(household("zh: 低保家庭", "zh: 别的"))));
  EXPECT_EQ(forms.find("dibao_household")->label.zh, "低保家庭");
}

TEST(CatalogueTest, AVersionThatBreaksRecordsIsNotLearned) {
  const auto forms = FormCatalogue::load().value();
  auto yaml = household("version: 1", "version: 2");
  yaml.replace(yaml.find("income_per_head, type: decimal 2"), 32, "income_per_head, type: decimal 3");
  EXPECT_EQ(forms.learn(read(yaml)).error().id, "forms.not_a_successor");
  EXPECT_EQ(forms.find("dibao_household")->version, 1U);
}

TEST(CatalogueTest, AReferenceToAFormThatIsNotThereIsAFault) {
  const auto forms = FormCatalogue::load().value();
  const auto to = [&](const std::string& name) {
    return forms.check_references(
        *read("form: visit\nfields:\n  - {number: 1, name: household, type: reference, form: " + name + "}\n"));
  };
  EXPECT_TRUE(to("dibao_household"));
  EXPECT_TRUE(to("visit")) << "a form may refer to itself";
  EXPECT_EQ(to("dibao_houshold").error().id, "forms.unknown_reference");
}

TEST(CatalogueTest, FormsStayWhereTheyAreWhenTheCatalogueMoves) {
  auto forms = FormCatalogue::load().value();
  const Form* form = forms.find("dibao_member");
  const FormCatalogue moved = std::move(forms);
  EXPECT_EQ(moved.find("dibao_member"), form);
}

TEST(CatalogueTest, ManyThreadsSeeOneForm) {
  const auto forms = FormCatalogue::load().value();
  std::vector<const Form*> seen(8);
  std::vector<std::jthread> threads;
  for (auto& slot : seen) threads.emplace_back([&] { slot = forms.find("dibao_household"); });
  threads.clear();
  for (const auto* form : seen) EXPECT_EQ(form, seen[0]);
}

}  // namespace
}  // namespace minsync
