// Edits, states, removals and receipts by themselves, as the stores keep them.
#include <gtest/gtest.h>

#include "damage.h"
#include "generate.h"
#include "sync_protocol/codec/codec.h"

namespace minsync::test {
namespace {

TEST(RowTest, EveryPartComesBackAsItWasWritten) {
  Generator generate(1);
  for (int i = 0; i < 1000; ++i) {
    const auto edit = generate.edit();
    ASSERT_EQ(decode_edit(encode_edit(edit)), edit);
    const auto group = generate.group_state(GroupNumber{static_cast<std::uint16_t>(1 + generate.below(0xffff))});
    ASSERT_EQ(decode_group(encode_group(group)), group);
    const auto removals = generate.removals();
    ASSERT_EQ(decode_removals(encode_removals(removals)), removals);
    const auto receipt = generate.receipt();
    ASSERT_EQ(decode_receipt(encode_receipt(receipt)), receipt);
  }
}

TEST(RowTest, PendingVersionsAreKept) {
  Generator generate(2);
  auto group = generate.group_state(GroupNumber{1});
  group.version = kPendingVersion;
  EXPECT_EQ(decode_group(encode_group(group)), group);
}

TEST(RowTest, EveryCutIsRefused) {
  Generator generate(3);
  for (int i = 0; i < 20; ++i) {
    expect_refused_when_cut(encode_edit(generate.edit()), decode_edit);
    expect_refused_when_cut(encode_group(generate.group_state(GroupNumber{7})), decode_group);
    expect_refused_when_cut(encode_removals(generate.removals()), decode_removals);
    expect_refused_when_cut(encode_receipt(generate.receipt()), decode_receipt);
  }
}

TEST(RowTest, FlippedBitsAreRefusedOrReadSafely) {
  Generator generate(4);
  for (int i = 0; i < 4; ++i) {
    expect_safe_when_flipped(encode_edit(generate.edit()), decode_edit, encode_edit);
    expect_safe_when_flipped(encode_group(generate.group_state(GroupNumber{7})), decode_group, encode_group);
    expect_safe_when_flipped(encode_removals(generate.removals()), decode_removals, encode_removals);
    expect_safe_when_flipped(encode_receipt(generate.receipt()), decode_receipt, encode_receipt);
  }
}

Edit edit_with(FieldValue value) {
  Edit edit;
  edit.changes = {{GroupNumber{1}, {}, {std::move(value)}, {}, {}}};
  return edit;
}

TEST(RowTest, TextThatIsNotUtf8IsRefused) {
  for (const std::string text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe5\xbc", "\x80"}) {
    EXPECT_FALSE(decode_edit(encode_edit(edit_with(text)))) << text;
  }
  EXPECT_FALSE(decode_edit(encode_edit(edit_with(std::string(1, '\0')))));
  EXPECT_TRUE(decode_edit(encode_edit(edit_with("\xf4\x8f\xbf\xbf"))));
}

TEST(RowTest, OptionsOutOfOrderOrTwiceAreRefused) {
  EXPECT_TRUE(decode_edit(encode_edit(edit_with(Options{"a", "b"}))));
  EXPECT_FALSE(decode_edit(encode_edit(edit_with(Options{"b", "a"}))));
  EXPECT_FALSE(decode_edit(encode_edit(edit_with(Options{"a", "a"}))));
}

TEST(RowTest, OverlongTextIsRefused) {
  EXPECT_TRUE(decode_edit(encode_edit(edit_with(std::string(kMaxTextBytes, 'x')))));
  EXPECT_FALSE(decode_edit(encode_edit(edit_with(std::string(kMaxTextBytes + 1, 'x')))));
}

TEST(RowTest, OwnRangesThatTouchOrOverlapAreRefused) {
  auto edit = edit_with(Null{});
  edit.changes[0].base.own = {{Incarnation{1}, Sequence{3}, Sequence{4}}, {Incarnation{1}, Sequence{6}, Sequence{6}}};
  EXPECT_TRUE(decode_edit(encode_edit(edit)));
  edit.changes[0].base.own[1] = {Incarnation{1}, Sequence{5}, Sequence{6}};
  EXPECT_FALSE(decode_edit(encode_edit(edit)));
  edit.changes[0].base.own[1] = {Incarnation{1}, Sequence{4}, Sequence{6}};
  EXPECT_FALSE(decode_edit(encode_edit(edit)));
}

TEST(RowTest, HeadsOutOfOrderAreRefused) {
  GroupState group{GroupNumber{1}, Version{1}, {}, std::vector<Head>(2)};
  group.heads[1].origin.edit.sequence = Sequence{1};
  EXPECT_TRUE(decode_group(encode_group(group)));
  std::swap(group.heads[0], group.heads[1]);
  EXPECT_FALSE(decode_group(encode_group(group)));
}

}  // namespace
}  // namespace minsync::test
