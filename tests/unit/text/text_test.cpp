#include "shared/text/text.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <set>

namespace minsync {
namespace {

constexpr std::string_view kAndMore = "common.and_more";

class LanguageTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) ::unsetenv(name);
  }
};

TEST_F(LanguageTest, TheOptionDecides) {
  ::setenv("LANG", "en_US.UTF-8", 1);
  EXPECT_EQ(choose_language("zh"), Language::zh);
  EXPECT_EQ(choose_language("zh_CN"), Language::zh);
  EXPECT_EQ(choose_language("en"), Language::en);
}

TEST_F(LanguageTest, ThenTheEnvironmentInItsOrder) {
  ::setenv("LANG", "en_US.UTF-8", 1);
  EXPECT_EQ(choose_language(""), Language::en);
  ::setenv("LC_MESSAGES", "zh_CN.UTF-8", 1);
  EXPECT_EQ(choose_language(""), Language::zh);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(choose_language(""), Language::en);
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(choose_language(""), Language::zh);
}

TEST_F(LanguageTest, WithoutAnyItIsChinese) {
  EXPECT_EQ(choose_language(""), Language::zh);
}

TEST(SayTest, FillsTheHoles) {
  EXPECT_EQ(say(Language::en, kAndMore, {"7"}), "… and 7 more");
  EXPECT_NE(say(Language::zh, kAndMore, {"7"}).find("7"), std::string::npos);
  EXPECT_EQ(say(Language::en, kAndMore), "… and  more");
}

TEST(SayTest, AnUnknownIdIsShownWithItsArguments) {
  EXPECT_EQ(say(Language::en, "nowhere.to_be_found", {"a", "b"}), "nowhere.to_be_found a b");
}

TEST(SayTest, ArgumentsAreNotFilledAgain) {
  EXPECT_EQ(say(Language::en, kAndMore, {"{0}"}), "… and {0} more");
}

TEST(SayTest, AFaultIsFollowedByItsDetailsTwentyAtMost) {
  Fault fault{FaultKind::bad_input, "x.whole", {}, {}};
  for (int i = 0; i < 25; ++i) fault.details.push_back({FaultKind::bad_input, "x.part", {std::to_string(i)}, {}});
  const auto text = say(Language::en, fault);
  EXPECT_TRUE(text.starts_with("x.whole\n  x.part 0\n")) << text;
  EXPECT_NE(text.find("x.part 19"), std::string::npos);
  EXPECT_EQ(text.find("x.part 20"), std::string::npos);
  EXPECT_TRUE(text.ends_with("… and 5 more")) << text;
}

TEST(NormaliseTest, ComposesToNfc) {
  EXPECT_EQ(normalise("e\u0301").value(), "\u00e9");
  EXPECT_EQ(normalise("民政 abc").value(), "民政 abc");
  EXPECT_EQ(normalise("").value(), "");
  EXPECT_EQ(normalise(normalise("a\u0323\u0307").value()).value(), normalise("a\u0307\u0323").value());
}

std::string utf8(std::initializer_list<char32_t> characters) {
  std::string out;
  for (const auto c : characters) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
  }
  return out;
}

bool library_leaves_alone(const std::string& text) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> normal(
      utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  return normal != nullptr && text == reinterpret_cast<const char*>(normal.get());
}

// Every character of the basic plane alone, and beside what composes with many: accents, Japanese and Indian marks,
// Hangul vowels and finals.
TEST(NormaliseTest, WhatIsTakenForNormalIsWhatTheLibraryLeavesAlone) {
  for (char32_t c = 1; c < 0x10000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    ASSERT_EQ(library_leaves_alone(utf8({c})), is_normalised(utf8({c}))) << std::hex << static_cast<unsigned>(c);
    for (const char32_t mark : {U'\u0301', U'\u0327', U'\u0338', U'\u3099', U'\u09BE', U'\u1161', U'\u11A8'}) {
      const auto behind = utf8({c, mark}), before = utf8({U'e', mark, c});
      ASSERT_EQ(library_leaves_alone(behind), is_normalised(behind)) << std::hex << static_cast<unsigned>(c);
      ASSERT_EQ(library_leaves_alone(before), is_normalised(before)) << std::hex << static_cast<unsigned>(c);
    }
  }
}

// Alone and between others, for each character of the basic plane.
TEST(CountOfPlainTest, WhatIsCountedAtOneLookIsNormalAndPrintable) {
  std::size_t told = 0;
  for (char32_t c = 1; c < 0x10000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const auto text = utf8({U'户', c, U'a'});
    const auto count = count_of_plain(text);
    if (!count) continue;
    ++told;
    ASSERT_EQ(3u, *count) << std::hex << static_cast<unsigned>(c);
    ASSERT_TRUE(is_normalised(text)) << std::hex << static_cast<unsigned>(c);
    ASSERT_FALSE(c < 0x20 || (c >= 0x7F && c < 0xA0)) << std::hex << static_cast<unsigned>(c);
    ASSERT_FALSE(c == 0x200B || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || c == 0xFEFF ||
                 (c >= 0x2060 && c <= 0x2069) || c == 0x61C)
        << std::hex << static_cast<unsigned>(c);
  }
  EXPECT_GT(told, 20'000u) << "Chinese is told so";
  for (const std::string bytes : {"\xE5\xB8", "\xE5\x41\x80", "\xC3", "\x80", "\xED\xA0\x80", "\xF0\x9F\x98\x80"}) {
    EXPECT_EQ(std::nullopt, count_of_plain(bytes)) << bytes.size();
  }
}

TEST(NormaliseTest, NothingElseIsTakenForText) {
  for (const std::string bytes : {"\xC1\x81", "\xE0\x80\x81", "\xE4\xB8", "\xE4\x41\x80", "\xC3", "\x80",
                                  "\xED\xA0\x80", "\xF0\x80\x80\x81", "\xFF"}) {
    EXPECT_FALSE(is_normalised(bytes)) << bytes.size();
    EXPECT_FALSE(normalise(bytes)) << bytes.size();
  }
  EXPECT_FALSE(is_normalised(std::string("a\0b", 3)));
}

TEST(NormaliseTest, RefusesWhatIsNoUtf8OrHoldsNul) {
  for (const std::string_view bad :
       {std::string_view("\xff"), std::string_view("\xe6\xb0"), std::string_view("a\0b", 3),
        std::string_view("\xed\xa0\x80"), std::string_view("\xc0\x80"), std::string_view("\xf4\x90\x80\x80")}) {
    const auto text = normalise(bad);
    ASSERT_FALSE(text.has_value());
    EXPECT_EQ(text.error().id, "common.not_utf8");
  }
}

struct Message {
  std::string id, zh, en;
};

std::vector<Message> catalogue() {
  return {
#define M(id, zh, en) {id, zh, en},
#include "shared/text/catalogue/client.def"
#include "shared/text/catalogue/common.def"
#include "shared/text/catalogue/exchange.def"
#include "shared/text/catalogue/forms.def"
#include "shared/text/catalogue/hub.def"
#include "shared/text/catalogue/network.def"
#include "shared/text/catalogue/targets.def"
#undef M
  };
}

TEST(CatalogueTest, EveryIdIsThereOnce) {
  std::set<std::string> ids;
  for (const auto& message : catalogue()) EXPECT_TRUE(ids.insert(message.id).second) << message.id;
}

TEST(CatalogueTest, BothLanguagesAreThere) {
  for (const auto& [id, zh, en] : catalogue()) {
    EXPECT_FALSE(zh.empty()) << id;
    EXPECT_FALSE(en.empty()) << id;
    EXPECT_NE(id.find('.'), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace minsync
