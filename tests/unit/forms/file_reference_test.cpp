#include "shared/forms/file_reference.h"

#include <gtest/gtest.h>

#include "shared/forms/characters.h"
#include "shared/forms/form.h"
#include "shared/forms/validation.h"

namespace minsync {
namespace {

const std::string kHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

TEST(FileReferenceTest, TextAndBack) {
  const auto text = "sha256:" + kHash + ":17:照片 1.jpg";
  const auto reference = parse_file_reference(text);
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->size, 17U);
  EXPECT_EQ(reference->name, "照片 1.jpg");
  EXPECT_EQ(hash_text(reference->hash), kHash);
  EXPECT_EQ(file_reference_text(*reference), text);
}

TEST(FileReferenceTest, IsWrittenInOneWayOnly) {
  for (const auto& text : {std::string(),
                           std::string("sha256:"),
                           "sha1:" + kHash + ":17:a",
                           "sha256:" + kHash,
                           "sha256:" + kHash + ":17",
                           "sha256:" + kHash + ":17:",
                           "sha256:" + kHash + ":0:a",
                           "sha256:" + kHash + ":017:a",
                           "sha256:" + kHash + ":+1:a",
                           "sha256:" + kHash + ":-1:a",
                           "sha256:" + kHash + ":1 :a",
                           "sha256:" + kHash + ":99999999999:a",
                           "sha256:" + kHash + ":17:../a",
                           "sha256:" + kHash + ":17:a/b",
                           "sha256:" + kHash + ":17:a\nb",
                           "sha256:" + kHash + ":17: a",
                           "sha256:" + kHash + ":17:.bashrc",
                           "sha256:" + kHash + ":17:a:b",
                           "sha256:" + kHash.substr(1) + ":17:a",
                           "sha256:" + kHash + "0:17:a",
                           "sha256:" + kHash.substr(2) + "AB:17:a",
                           "sha256:" + kHash + ":17:" + std::string(101, 'a')}) {
    EXPECT_FALSE(parse_file_reference(text)) << text;
  }
}

TEST(FileReferenceTest, NamesAreCleaned) {
  EXPECT_EQ(clean_file_name("/photos/照片.jpg"), "照片.jpg");
  EXPECT_EQ(clean_file_name("C:\\photos\\a?.jpg"), "C__photos_a_.jpg");
  EXPECT_EQ(clean_file_name(" . hidden. "), "hidden");
  EXPECT_EQ(clean_file_name("a\tb\x7f.png"), "a_b_.png");
  EXPECT_EQ(clean_file_name("e\u0301.png"), "\u00e9.png");
  for (const auto* path : {"", "/", "..", "a/..", "\xff\xfe.jpg"}) EXPECT_EQ(clean_file_name(path), "file") << path;
}

TEST(FileReferenceTest, LongNamesKeepTheirEnding) {
  std::string name;
  for (int i = 0; i < 150; ++i) name += "照";
  const auto cleaned = clean_file_name(name + ".jpeg");
  EXPECT_EQ(character_count(cleaned), 100U);
  EXPECT_TRUE(cleaned.ends_with("照.jpeg"));
  EXPECT_EQ(clean_file_name(cleaned), cleaned);
}

TEST(FileFieldTest, TakesReferencesAndNothingElse) {
  const auto forms = FormCatalogue::load().value();
  const Field& photo = *forms.find("disaster_report")->field("photo");
  ASSERT_EQ(photo.type, FieldType::file);
  const auto text = "sha256:" + kHash + ":12345:照片.jpg";
  EXPECT_EQ(parse_value(photo, text), FieldValue{text});
  EXPECT_EQ(parse_value(photo, ""), FieldValue{Null{}});
  EXPECT_EQ(parse_value(photo, "照片.jpg").error().id, "forms.value_file");
  EXPECT_FALSE(check_type(photo, FieldValue{std::int64_t{1}}));
  EXPECT_EQ(format_value(photo, FieldValue{text}), text);
  EXPECT_EQ(show_value(photo, FieldValue{text}, Language::zh), "照片.jpg (12.4 kB)");
}

}  // namespace
}  // namespace minsync
