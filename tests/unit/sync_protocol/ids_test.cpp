#include "sync_protocol/ids.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace minsync {
namespace {

TEST(IdsTest, TextComesBackAsTheSameId) {
  const std::string text = "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f5061";
  const auto id = Uuid::parse(text);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->bytes[0], 0x01);
  EXPECT_EQ(id->bytes[15], 0x61);
  EXPECT_EQ(id->text(), text);
}

TEST(IdsTest, CapitalsAreReadAndWrittenSmall) {
  EXPECT_EQ(Uuid::parse("0190A3B4-C5D6-7E8F-9A0B-1C2D3E4F5061")->text(), "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f5061");
}

TEST(IdsTest, AnythingElseIsNoId) {
  for (const char* text :
       {"", "0190a3b4", "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f506", "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f50611",
        "0190a3b4xc5d6-7e8f-9a0b-1c2d3e4f5061", "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f506g",
        "0190a3b4c-5d6-7e8f-9a0b-1c2d3e4f5061", "{190a3b4-c5d6-7e8f-9a0b-1c2d3e4f506}",
        "-190a3b4-c5d6-7e8f-9a0b-1c2d3e4f5061", "0190a3b4-c5d6-7e8f-9a0b-1c2d3e4f506-"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

// RFC 9562, section 5.7: 48 bits of Unix time in ms, version 7, variant 10, the rest random.
TEST(IdsTest, VersionSevenCarriesTimeVersionAndVariant) {
  std::array<std::uint8_t, 10> random;
  random.fill(0xff);
  EXPECT_EQ(Uuid::version7(0x017f22e279b0, random).text(), "017f22e2-79b0-7fff-bfff-ffffffffffff");
  random.fill(0);
  EXPECT_EQ(Uuid::version7(0x017f22e279b0, random).text(), "017f22e2-79b0-7000-8000-000000000000");
}

TEST(IdsTest, LaterIdsSortBehindEarlierOnes) {
  std::array<std::uint8_t, 10> high, low{};
  high.fill(0xff);
  EXPECT_LT(Uuid::version7(1'700'000'000'000, high), Uuid::version7(1'700'000'000'001, low));
}

TEST(IdsTest, EditsOfOneMachineSortByIncarnationThenSequence) {
  const DeviceId device{Uuid::version7(1, {})};
  EXPECT_LT((EditId{device, Incarnation{1}, Sequence{900}}), (EditId{device, Incarnation{2}, Sequence{1}}));
  EXPECT_LT((EditId{device, Incarnation{1}, Sequence{9}}), (EditId{device, Incarnation{1}, Sequence{10}}));
}

TEST(IdsTest, IdsOfTheSameMillisecondSpreadOverAHashTable) {
  std::unordered_set<std::size_t> hashes;
  std::array<std::uint8_t, 10> random{};
  for (int i = 0; i < 1000; ++i) {
    random[8] = static_cast<std::uint8_t>(i);
    random[9] = static_cast<std::uint8_t>(i >> 8);
    hashes.insert(std::hash<RecordId>{}(RecordId{Uuid::version7(1, random)}));
  }
  EXPECT_EQ(hashes.size(), 1000u);
}

}  // namespace
}  // namespace minsync
