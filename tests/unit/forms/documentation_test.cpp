#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "shared/forms/definition_reading.h"
#include "shared/forms/expression_node.h"

namespace minsync {
namespace {

const std::string& forms_md() {
  static const std::string text = [] {
    std::ifstream in(MINSYNC_SOURCE_DIR "/shared/FORMS.md");
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return text;
}

bool documented(const std::string& word) {
  return forms_md().find(word) != std::string::npos;
}

TEST(FormsDocumentTest, NamesEveryFunction) {
  for (const auto& rule : expression_functions())
    EXPECT_TRUE(documented("`" + std::string(rule.name) + "(")) << rule.name;
}

TEST(FormsDocumentTest, NamesEveryTypeAndPolicy) {
  for (int type = 0; type <= static_cast<int>(FieldType::file); ++type) {
    EXPECT_TRUE(documented("`" + std::string(type_name(static_cast<FieldType>(type))))) << type;
  }
  for (int policy = 0; policy <= static_cast<int>(MergePolicy::workflow); ++policy) {
    EXPECT_TRUE(documented("`" + std::string(policy_name(static_cast<MergePolicy>(policy))) + "`")) << policy;
  }
}

}  // namespace
}  // namespace minsync
