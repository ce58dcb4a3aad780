// Forms as they are told to scripts and to the console's page.
#include "hub/documents/form_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace minsync {
namespace {

TEST(FormJsonTest, EveryFieldOfEveryFormHasAType) {
  const auto forms = FormCatalogue::load().value();
  bool file = false;
  for (const auto* form : forms.forms()) {
    const auto json = form_json(*form);
    for (const auto& field : json["fields"]) {
      EXPECT_FALSE(field["type"].get<std::string>().empty()) << form->name << field;
      file = file || field["type"] == "file";
    }
  }
  EXPECT_TRUE(file);
  EXPECT_EQ(type_word(FieldType::text), "text");
  EXPECT_EQ(type_word(FieldType::reference), "reference");
}

TEST(FormJsonTest, AWorkflowsStatesHaveTheirLabels) {
  const auto forms = FormCatalogue::load().value();
  const auto workflow = form_json(*forms.get("dibao_household").value())["workflow"];
  EXPECT_EQ(workflow["field"], "status");
  EXPECT_EQ(workflow["initial"], "draft");
  for (const auto& state : workflow["states"]) EXPECT_FALSE(state["label"]["zh"].get<std::string>().empty()) << state;
  EXPECT_TRUE(form_json(*forms.get("target_progress").value())["workflow"].is_null());
}

}  // namespace
}  // namespace minsync
