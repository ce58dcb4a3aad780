#include "sync_protocol/field_value.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace minsync {
namespace {

using namespace std::string_literals;

std::string bytes_of(const FieldValue& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

TEST(FieldValueTest, CanonicalBytesAreTheOnesThatDigestsAreMadeOf) {
  EXPECT_EQ(bytes_of(Null{}), "\0"s);
  EXPECT_EQ(bytes_of(std::int64_t{1250}), "\1\0\0\0\0\0\0\x04\xe2"s);
  EXPECT_EQ(bytes_of(std::int64_t{-1}), "\1\xff\xff\xff\xff\xff\xff\xff\xff"s);
  EXPECT_EQ(bytes_of("低保"s), "\2\0\0\0\6\xe4\xbd\x8e\xe4\xbf\x9d"s);
  EXPECT_EQ(bytes_of(Options{"illness", "study"}), "\3\0\0\0\x0dillness study"s);
  RecordId id;
  id.value.bytes[0] = 0xab;
  EXPECT_EQ(bytes_of(id), "\4\xab"s + std::string(15, '\0'));
}

TEST(FieldValueTest, DifferentValuesHaveDifferentBytes) {
  const std::vector<FieldValue> values = {Null{},
                                          std::int64_t{0},
                                          std::int64_t{1},
                                          std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::int64_t>::max(),
                                          ""s,
                                          "0"s,
                                          "a b"s,
                                          Options{},
                                          Options{"a"},
                                          Options{"a", "b"},
                                          Options{"ab"},
                                          RecordId{}};
  std::set<std::string> seen;
  for (const auto& value : values) seen.insert(bytes_of(value));
  EXPECT_EQ(seen.size(), values.size());
}

TEST(FieldValueTest, BytesOfAListTellWhereOneValueEnds) {
  std::string first, second;
  for (const auto& value : {"ab"s, "c"s}) append_canonical(first, value);
  for (const auto& value : {"a"s, "bc"s}) append_canonical(second, value);
  EXPECT_NE(first, second);
}

TEST(FieldValueTest, OnlyNullIsNull) {
  EXPECT_TRUE(is_null(Null{}));
  EXPECT_FALSE(is_null(""s));
  EXPECT_FALSE(is_null(std::int64_t{0}));
  EXPECT_FALSE(is_null(Options{}));
}

}  // namespace
}  // namespace minsync
