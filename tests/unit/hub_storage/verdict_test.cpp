// Verdicts keep all that a rebuild needs, and ordinary ones stay small.
#include "hub/storage/verdict.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

Verdict merged(std::uint32_t sender) {
  Verdict verdict;
  verdict.previous = Version{41};
  verdict.stamp = Stamp{1'800'000'000'000ull << 16};
  verdict.rank = 1;
  verdict.clean = sender != 0;
  verdict.sender = Incarnation{sender};
  return verdict;
}

TEST(VerdictTest, EveryMarkComesBack) {
  std::vector<Verdict> verdicts = {merged(7), merged(7), merged(0), merged(9)};
  verdicts[2].from_birth = true;
  verdicts[2].former = Version{(1ull << 48) + 3};
  Verdict waiting{Verdict::Kind::waiting};
  waiting.fork = true;
  waiting.former = Version{5};
  Verdict refused{Verdict::Kind::refused};
  refused.reason = "hub.transition_role";
  refused.args = {"draft", "approved", "township"};
  refused.field = "status";
  verdicts.insert(verdicts.end(), {waiting, refused, Verdict{Verdict::Kind::duplicate}});
  const auto read = decode_verdicts(encode_verdicts(verdicts));
  ASSERT_TRUE(read);
  EXPECT_EQ(verdicts, *read);
}

TEST(VerdictTest, ARunOfCleanEditsNamesItsSenderOnce) {
  const std::vector<Verdict> one = {merged(1'000'000)}, two = {merged(1'000'000), merged(1'000'000)};
  EXPECT_EQ(encode_verdicts(one).size() + 4, encode_verdicts(two).size());
}

TEST(VerdictTest, WhatIsCutOrUnknownIsDamage) {
  const auto bytes = encode_verdicts({merged(7), merged(0)});
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_verdicts(bytes.substr(0, size)));
  auto unknown = bytes;
  unknown[1] = static_cast<char>(unknown[1] | 7);
  const auto read = decode_verdicts(unknown);
  ASSERT_FALSE(read);
  EXPECT_EQ(FaultKind::integrity, read.error().kind);
}

}  // namespace
}  // namespace minsync
