#include "shared/uploads/kept_uploads.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

using namespace std::chrono_literals;

const std::string kBody(1000, 'b');
const std::string kName = upload_name(kBody);
const KeptUploads::Clock::time_point kNow{};

std::string_view part(std::size_t from, std::size_t count) {
  return std::string_view(kBody).substr(from, count);
}

TEST(KeptUploadsTest, ABodyThatBrokeOffGoesOnWhereItWas) {
  KeptUploads uploads;
  const auto first = uploads.begin(kName, 0, kNow);
  uploads.append(*first, part(0, 400));
  uploads.pause(*first, kNow);
  EXPECT_EQ(uploads.kept(kName), 400u);
  const auto second = uploads.begin(kName, 400, kNow);
  uploads.append(*second, part(400, 600));
  EXPECT_EQ(uploads.finish(*second, kNow), kBody);
}

TEST(KeptUploadsTest, NobodyGoesOnFromWhereNothingIs) {
  KeptUploads uploads;
  EXPECT_FALSE(uploads.begin(kName, 1, kNow));
  const auto first = uploads.begin(kName, 0, kNow);
  uploads.append(*first, part(0, 400));
  EXPECT_FALSE(uploads.begin(kName, 401, kNow));
}

TEST(KeptUploadsTest, WhatAnEarlierConnectionStillBringsIsNotTaken) {
  KeptUploads uploads;
  const auto stalled = uploads.begin(kName, 0, kNow);
  uploads.append(*stalled, part(0, 400));
  const auto next = uploads.begin(kName, 300, kNow);
  uploads.append(*stalled, part(400, 100));
  uploads.append(*next, part(300, 700));
  EXPECT_FALSE(uploads.finish(*stalled, kNow));
  EXPECT_EQ(uploads.finish(*next, kNow), kBody);
}

TEST(KeptUploadsTest, ABodyThatIsNotWhatItsNameSaysIsNone) {
  KeptUploads uploads;
  const auto ticket = uploads.begin(kName, 0, kNow);
  uploads.append(*ticket, "another");
  EXPECT_FALSE(uploads.finish(*ticket, kNow));
  EXPECT_EQ(uploads.kept(kName), 0u);
}

TEST(KeptUploadsTest, OneThatBrokeOffStaysForAnAnswerThatIsLost) {
  KeptUploads uploads;
  const auto whole = uploads.begin(kName, 0, kNow);
  uploads.append(*whole, kBody);
  EXPECT_EQ(uploads.finish(*whole, kNow), kBody);
  EXPECT_EQ(uploads.kept(kName), 0u);
  const auto first = uploads.begin(kName, 0, kNow);
  uploads.append(*first, part(0, 400));
  const auto second = uploads.begin(kName, 400, kNow);
  uploads.append(*second, part(400, 600));
  EXPECT_EQ(uploads.finish(*second, kNow), kBody);
  EXPECT_EQ(uploads.kept(kName), kBody.size());
  EXPECT_EQ(uploads.finish(*uploads.begin(kName, kBody.size(), kNow), kNow), kBody);
}

TEST(KeptUploadsTest, OfIdleBodiesTheOldestGoFirst) {
  KeptUploads uploads({.idle_bytes = 1000, .idle_time = 60s});
  const std::string names[] = {upload_name("a"), upload_name("b"), upload_name("c")};
  const auto running = uploads.begin(kName, 0, kNow);
  uploads.append(*running, part(0, 900));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto now = kNow + std::chrono::seconds(i);
    const auto ticket = uploads.begin(names[i], 0, now);
    uploads.append(*ticket, part(0, 400));
    uploads.pause(*ticket, now);
  }
  EXPECT_EQ(uploads.kept(names[0]), 0u);
  EXPECT_EQ(uploads.kept(names[1]), 400u);
  EXPECT_EQ(uploads.kept(names[2]), 400u);
  EXPECT_EQ(uploads.kept(kName), 900u);  // it is on its way
  (void)uploads.begin(names[0], 0, kNow + 61s + 1s);
  EXPECT_EQ(uploads.kept(names[1]), 0u);
  EXPECT_EQ(uploads.kept(names[2]), 400u);
}

TEST(KeptUploadsTest, NamesAreLowerCaseHexDigits) {
  EXPECT_TRUE(is_upload_name(kName));
  EXPECT_FALSE(is_upload_name(kName.substr(1)));
  EXPECT_FALSE(is_upload_name("G" + kName.substr(1)));
  EXPECT_FALSE(is_upload_name(kName + "0"));
}

}  // namespace
}  // namespace minsync
