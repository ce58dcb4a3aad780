#include "client/sync/line_sizes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kAnswer = 512 * 1024;

TEST(LineSizesTest, ABatchTakesSecondsOnTheLineWithinItsBounds) {
  LineSizes sizes(0, kAnswer);
  sizes.carried(100'000, 1.0);
  EXPECT_EQ(300'000U, sizes.batch_bytes());
  sizes.carried(8'000, 1.0);
  EXPECT_EQ(32U * 1024, sizes.batch_bytes());
  sizes.carried(10'000'000, 1.0);
  EXPECT_EQ(1024U * 1024, sizes.batch_bytes());
  sizes.carried(500, 0.001);
  EXPECT_EQ(1024U * 1024, sizes.batch_bytes()) << "so little tells nothing";
}

TEST(LineSizesTest, OnAFastLineLittleTimeIsSpentOnMakingItLess) {
  for (const std::size_t fixed : {std::size_t{0}, std::size_t{50'000}}) {
    LineSizes sizes(fixed, kAnswer);
    EXPECT_EQ(kCompressionLevel, sizes.compression_level()) << "of a line that nobody knows";
    sizes.carried(200'000, 0.05);
    EXPECT_LT(sizes.compression_level(), kCompressionLevel);
    sizes.carried(200'000, 10.0);
    EXPECT_EQ(kCompressionLevel, sizes.compression_level());
  }
}

// Bytes until everything was carried, over a line that ends after each `until_cut` bytes.
std::size_t bytes_sent(LineSizes& sizes, std::size_t whole, std::size_t until_cut) {
  std::size_t sent = 0, left_of_line = until_cut;
  for (std::size_t done = 0; done < whole;) {
    const auto batch = std::min(sizes.batch_bytes(), whole - done);
    if (batch > left_of_line) {
      sent += left_of_line;
      left_of_line = until_cut;
      sizes.broke(batch);
      continue;
    }
    sent += batch;
    done += batch;
    left_of_line -= batch;
    sizes.carried(batch, 0.01);
  }
  return sent;
}

TEST(LineSizesTest, ALineThatBreaksAgainAndAgainCarriesLittleTwice) {
  for (const std::size_t until_cut : {100'000U, 200'000U, 300'000U}) {
    LineSizes sizes(0, kAnswer);
    sizes.carried(1'000'000, 1.0);
    EXPECT_LT(bytes_sent(sizes, 20'000'000, until_cut), 27'000'000U) << until_cut;
  }
}

TEST(LineSizesTest, ALineThatHoldsAgainIsTrustedAgain) {
  LineSizes sizes(0, kAnswer);
  sizes.carried(10'000'000, 1.0);
  for (int i = 0; i < 4; ++i) sizes.broke(1'000'000);
  EXPECT_EQ(32U * 1024, sizes.batch_bytes());
  for (int i = 0; i < 200; ++i) sizes.carried(10'000'000, 1.0);
  EXPECT_EQ(1024U * 1024, sizes.batch_bytes());
}

TEST(LineSizesTest, AnswersThatDoNotArriveAreAskedForInSmallerPages) {
  LineSizes sizes(0, kAnswer);
  sizes.broke(400);
  sizes.broke(400);
  EXPECT_EQ(32U * 1024, sizes.answer_bytes());
  sizes.broke(400);
  EXPECT_EQ(32U * 1024, sizes.answer_bytes());
  for (int i = 0; i < 16; ++i) sizes.carried(32'000, 0.1);
  EXPECT_EQ(kAnswer, sizes.answer_bytes());
}

TEST(LineSizesTest, AnUploadThatBreaksLeavesAnswersAlone) {
  LineSizes sizes(0, kAnswer);
  sizes.broke(500'000);
  EXPECT_EQ(kAnswer, sizes.answer_bytes());
}

TEST(LineSizesTest, WhatIsFixedStays) {
  LineSizes sizes(5'000, 1'000);
  sizes.carried(10'000'000, 1.0);
  sizes.broke(5'000);
  sizes.broke(100);
  EXPECT_EQ(5'000U, sizes.batch_bytes());
  EXPECT_EQ(1'000U, sizes.answer_bytes());
}

}  // namespace
}  // namespace minsync
