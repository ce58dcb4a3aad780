#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "shared/forms/built_in_forms.h"
#include "shared/forms/form.h"

namespace minsync {
namespace {

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest() : folder_(testing::TempDir() + "minsync_forms_" + std::to_string(::getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~CatalogueTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& file, const std::string& yaml) { std::ofstream(folder_ + "/" + file) << yaml; }
  std::string fault() {
    const auto forms = FormCatalogue::load(folder_);
    return forms ? std::string() : forms.error().id;
  }
  static std::string household(const std::string& from, const std::string& to) {
    std::string yaml;
    for (const auto& form : built_in_forms()) {
      if (form.name == "dibao_household") yaml = form.yaml;
    }
    return yaml.replace(yaml.find(from), from.size(), to);
  }

  const std::string folder_;
};

TEST_F(CatalogueTest, AFolderAddsForms) {
  write("visit.yaml",
        "form: visit\nfields:\n  - {number: 1, name: household, type: reference, form: dibao_household}\n");
  write("notes.txt", "not a form");
  const auto forms = FormCatalogue::load(folder_);
  ASSERT_TRUE(forms.has_value());
  EXPECT_NE(forms->find("visit"), nullptr);
  EXPECT_NE(forms->find("dibao_household"), nullptr);
  EXPECT_EQ(forms->forms().size(), built_in_forms().size() + 1);
  for (std::size_t i = 1; i < forms->forms().size(); ++i)
    EXPECT_LT(forms->forms()[i - 1]->name, forms->forms()[i]->name);
}

TEST_F(CatalogueTest, AHigherVersionReplacesABuiltInForm) {
  write("a.yaml", household("version: 1", "version: 2"));
  EXPECT_EQ(FormCatalogue::load(folder_)->find("dibao_household")->version, 2U);
}

TEST_F(CatalogueTest, ALowerOrEqualVersionDoesNot) {
  write("a.yaml", household("zh: 低保家庭", "zh: 别的"));
  EXPECT_EQ(FormCatalogue::load(folder_)->find("dibao_household")->label.zh, "低保家庭");
}

TEST_F(CatalogueTest, AReplacementThatBreaksRecordsIsRefused) {
  auto yaml = household("version: 1", "version: 2");
  yaml.replace(yaml.find("income_per_head, type: decimal 2"), 32, "income_per_head, type: decimal 3");
  write("a.yaml", yaml);
  EXPECT_EQ(fault(), "forms.not_a_successor");
}

TEST_F(CatalogueTest, FaultsOfTheFolder) {
  write("visit.yaml",
        "form: visit\nfields:\n  - {number: 1, name: household, type: reference, form: dibao_houshold}\n");
  EXPECT_EQ(fault(), "forms.unknown_reference");
  write("visit.yaml", "form: visit\nfields:\n  - {number: 1, name: a, type: text}\n");
  write("visit2.yaml", "form: visit\nfields:\n  - {number: 1, name: a, type: text}\n");
  EXPECT_EQ(fault(), "forms.form_twice");
  write("visit2.yaml", "form: other\n");
  EXPECT_EQ(fault(), "forms.bad_definition");
  EXPECT_EQ(FormCatalogue::load(folder_ + "/missing").error().id, "forms.folder_unreadable");
}

TEST_F(CatalogueTest, FormsStayWhereTheyAreWhenTheCatalogueMoves) {
  auto forms = FormCatalogue::load().value();
  const Form* form = forms.find("dibao_member");
  const FormCatalogue moved = std::move(forms);
  EXPECT_EQ(moved.find("dibao_member"), form);
}

TEST_F(CatalogueTest, ManyThreadsSeeOneForm) {
  const auto forms = FormCatalogue::load().value();
  std::vector<const Form*> seen(8);
  std::vector<std::jthread> threads;
  for (auto& slot : seen) threads.emplace_back([&] { slot = forms.find("dibao_household"); });
  threads.clear();
  for (const auto* form : seen) EXPECT_EQ(form, seen[0]);
}

}  // namespace
}  // namespace minsync
