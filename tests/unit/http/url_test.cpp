#include "shared/http/url.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

using namespace std::string_view_literals;

TEST(Url, PercentSignsStandForBytes) {
  EXPECT_EQ(percent_decoded("/v1/%E4%B8%ad%2F"), "/v1/中/");
  EXPECT_EQ(percent_decoded("a+b"), "a+b");
}

TEST(Url, APercentSignWithoutTwoHexadecimalDigitsIsRefused) {
  for (const auto* text : {"%", "%4", "a%4", "%4g", "%g4", "%-1", "%%41"}) EXPECT_FALSE(percent_decoded(text)) << text;
}

TEST(Url, NoZeroByteComesThrough) {
  EXPECT_FALSE(percent_decoded("/v1/%00health"));
  EXPECT_FALSE(percent_decoded("/v1/\0health"sv));
  EXPECT_FALSE(parsed_query("a=\0"sv));
}

TEST(Url, QueriesAreNamesAndValues) {
  using Query = std::map<std::string, std::string>;
  EXPECT_EQ(parsed_query("a=1&b=two+words&&c&a=3&=x"), (Query{{"a", "3"}, {"b", "two words"}, {"c", ""}, {"", "x"}}));
  EXPECT_EQ(parsed_query("%E4%B8%AD=%26"), (Query{{"中", "&"}}));
  EXPECT_FALSE(parsed_query("a=%zz"));
}

}  // namespace
}  // namespace minsync
