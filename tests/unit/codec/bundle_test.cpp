// Bundles as bytes.
#include "sync_protocol/codec/bundle.h"

#include <gtest/gtest.h>

#include "damage.h"
#include "generate.h"

namespace minsync::test {
namespace {

SyncRequest asking(Generator& generate) {
  auto request = generate.request();
  request.batches.clear();
  request.evidence.clear();
  request.known.clear();
  request.relayed.clear();
  return request;
}

BundleHead head(Generator& generate) {
  BundleHead head{asking(generate), {generate.number() | 1}, std::string(65, '\4'), {}};
  head.parts.resize(generate.below(4));
  for (auto& part : head.parts) {
    part.length = generate.below(1000);
    for (auto& byte : part.hash) byte = static_cast<std::uint8_t>(generate.below(256));
  }
  return head;
}

BundlePart part(Generator& generate) {
  return {generate.text(), generate.request().evidence};
}

DownBundle down(Generator& generate) {
  DownBundle bundle{asking(generate), {generate.number()}, {}};
  for (auto n = generate.below(3); n > 0; --n) bundle.answers.push_back(generate.text());
  return bundle;
}

Result<BundleHead> read_head(std::string_view bytes) {
  MINSYNC_ASSIGN(auto read, decode_bundle_head(bytes));
  if (read.signed_bytes != bytes.size()) return fail(FaultKind::bad_input, "codec.malformed", {"bundle", "end"});
  return read.head;
}

TEST(BundleTest, BundlesComeBackAsTheyWereWritten) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Generator generate(seed);
    const auto up = head(generate);
    ASSERT_TRUE(read_head(encode_bundle_head(up)) == up);
    const auto one = part(generate);
    ASSERT_TRUE(decode_bundle_part(encode_bundle_part(one)) == one);
    const auto answers = down(generate);
    ASSERT_TRUE(decode_down_bundle(encode_down_bundle(answers)) == answers);
    const RelayedPart relayed{generate.text(), 3, generate.text()};
    ASSERT_TRUE(decode_relayed_part(encode_relayed_part(relayed)) == relayed);
    const RelayedAnswer answer{
        DeviceId{generate.uuid()}, {7}, 3, UnitId{12}, "hub.relay_not_above", {"a", "b"}, 1, 2, 3, 4, 5, "re"};
    ASSERT_TRUE(decode_relayed_answer(encode_relayed_answer(answer)) == answer);
  }
}

TEST(BundleTest, EveryCutIsRefused) {
  Generator generate(5);
  expect_refused_when_cut(encode_bundle_head(head(generate)), read_head);
  expect_refused_when_cut(encode_bundle_part(part(generate)), decode_bundle_part);
  expect_refused_when_cut(encode_down_bundle(down(generate)), decode_down_bundle);
}

TEST(BundleTest, FlippedBitsAreRefusedOrReadSafely) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Generator generate(seed);
    expect_safe_when_flipped(encode_bundle_head(head(generate)), read_head, encode_bundle_head);
    expect_safe_when_flipped(encode_down_bundle(down(generate)), decode_down_bundle, encode_down_bundle);
  }
}

TEST(BundleTest, TheRequestInABundleBearsNoEdits) {
  Generator generate(3);
  auto bundle = down(generate);
  bundle.asking.batches = {"edits"};
  EXPECT_FALSE(decode_down_bundle(encode_down_bundle(bundle)));
}

}  // namespace
}  // namespace minsync::test
