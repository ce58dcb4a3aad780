// Batches, requests and answers.
#include <gtest/gtest.h>

#include "damage.h"
#include "generate.h"
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync::test {
namespace {

template <typename Message, typename Encode, typename Decode>
void expect_round_trip(const Message& message, Encode encode, Decode decode) {
  const auto bytes = encode(message);
  const auto read = decode(bytes);
  ASSERT_TRUE(read) << read.error().args[0] << " " << read.error().args[1];
  ASSERT_TRUE(*read == message);
  ASSERT_EQ(encode(*read), bytes) << "the same message has the same bytes";
}

TEST(MessageTest, EveryMessageComesBackAsItWasWritten) {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Generator generate(seed);
    expect_round_trip(generate.batch(generate.below(seed % 30 == 0 ? 100 : 12)), encode_batch, decode_batch);
    expect_round_trip(generate.request(), encode_request, decode_request);
    expect_round_trip(generate.answer(generate.below(seed % 30 == 0 ? 100 : 12)), encode_answer, decode_answer);
  }
}

// Large and small in turn, so that what was there is cut, grown and of other kinds.
TEST(MessageTest, MemoryThatIsUsedAgainHoldsNothingOfTheBatchBefore) {
  Batch again;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Generator generate(seed);
    const auto batch = generate.batch(generate.below(40));
    ASSERT_TRUE(decode_batch_into(encode_batch(batch), again));
    ASSERT_TRUE(again == batch) << seed;
    if (seed % 10 == 0) static_cast<void>(decode_batch_into(encode_batch(generate.batch(9)).substr(0, 90), again));
  }
}

TEST(MessageTest, TheHeadOfABatchIsReadWithoutItsEdits) {
  Generator generate(7);
  const auto batch = generate.batch(12);
  const auto head = decode_batch_head(encode_batch(batch).substr(0, 60));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->device, batch.device);
  EXPECT_EQ(head->incarnation, batch.incarnation);
  EXPECT_EQ(head->partition, batch.partition);
  EXPECT_EQ(head->edits, 12u);
}

TEST(MessageTest, EveryCutIsRefused) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Generator generate(seed);
    expect_refused_when_cut(encode_batch(generate.batch(seed % 4)), decode_batch);
    auto request = generate.request();
    request.audit_seen.reset(), request.answered.reset();  // what may be missing: the next test
    expect_refused_when_cut(encode_request(request), decode_request);
    expect_refused_when_cut(encode_answer(generate.answer(seed % 4)), decode_answer);
  }
}

TEST(MessageTest, OnlyWhatIsSaidOfTheAuditLogAndOfAnswersMayBeMissing) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    auto request = Generator(seed).request();
    request.audit_seen = 300;
    request.answered = 200;
    const auto with_counter = encode_request(request);
    EXPECT_EQ(request, *decode_request(with_counter));
    EXPECT_FALSE(decode_request(with_counter.substr(0, with_counter.size() - 1))) << "within the second number";
    request.answered.reset();
    const auto whole = encode_request(request);
    EXPECT_EQ(request, *decode_request(whole));
    EXPECT_FALSE(decode_request(whole.substr(0, whole.size() - 1))) << "within the number";
    request.audit_seen.reset();
    EXPECT_EQ(request, *decode_request(whole.substr(0, whole.size() - 2))) << "of a device that does not ask";
    EXPECT_FALSE(decode_request(whole.substr(0, whole.size() - 2) + '\0')) << "there is no entry -1";
  }
}

TEST(MessageTest, FlippedBitsAreRefusedOrReadSafely) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Generator generate(seed);
    expect_safe_when_flipped(encode_batch(generate.batch(seed % 4)), decode_batch, encode_batch);
    expect_safe_when_flipped(encode_request(generate.request()), decode_request, encode_request);
    expect_safe_when_flipped(encode_answer(generate.answer(seed % 4)), decode_answer, encode_answer);
  }
}

// What is packed from rows says what the edits said.
TEST(MessageTest, EditsArePackedAsTheyStandInATable) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Generator generate(seed);
    const auto batch = generate.batch(generate.below(30));
    BatchPacker packer(batch.device, batch.incarnation, batch.partition);
    for (const auto& edit : batch.edits) {
      const auto id = packer.add(encode_edit(edit));
      ASSERT_TRUE(id);
      EXPECT_EQ(edit.id, *id);
    }
    const auto packed = decode_batch(packer.finish());
    ASSERT_TRUE(packed);
    EXPECT_EQ(batch, *packed);
  }
}

TEST(MessageTest, ARowThatIsDamagedOrOfAnotherBatchIsNotPacked) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Generator generate(seed);
    const auto batch = generate.batch(1);
    const auto row = encode_edit(batch.edits.front());
    const auto add = [](const Batch& of, std::string_view bytes) {
      return BatchPacker(of.device, of.incarnation, of.partition).add(bytes).has_value();
    };
    EXPECT_TRUE(add(batch, row));
    for (std::size_t length = 0; length < row.size(); ++length) EXPECT_FALSE(add(batch, row.substr(0, length)));
    auto later = batch;
    ++later.incarnation.value;
    EXPECT_FALSE(add(later, row));
    BatchPacker twice(batch.device, batch.incarnation, batch.partition);
    EXPECT_TRUE(twice.add(row));
    EXPECT_FALSE(twice.add(row)) << "a sequence stands once";
  }
}

TEST(MessageTest, ANewerFormatIsNamedAsSuch) {
  Generator generate(1);
  auto batch = encode_batch(generate.batch(1));
  batch[3] = '2';
  EXPECT_EQ(decode_batch(batch).error().id, "codec.too_new");
  auto request = generate.request();
  request.protocol = kProtocolVersion + 1;
  EXPECT_EQ(decode_request(encode_request(request)).error().id, "codec.too_new");
  EXPECT_EQ(decode_answer("MSB1").error().id, "codec.malformed");
}

TEST(MessageTest, AMessageIsKnownByItsFirstBytes) {
  EXPECT_EQ(kind_of(encode_batch({})), MessageKind::batch);
  EXPECT_EQ(kind_of(encode_request({})), MessageKind::request);
  EXPECT_EQ(kind_of(encode_answer({})), MessageKind::answer);
  EXPECT_EQ(kind_of("MSB"), MessageKind::unknown);
}

TEST(MessageTest, WithNothingToSayRequestAndAnswerAreTiny) {
  const Version version{(std::uint64_t{1} << kVersionEpochShift) + 123'456};
  SyncRequest request;
  request.counter = 100'000;
  request.clock_ms = 1'780'000'000'000;
  request.receipt_cursor = 100'000;
  request.answer_bytes = 1 << 20;
  request.cursors = {{PartitionId{330102}, version, version, {}}, {PartitionId{330100}, version, version, {}}};
  EXPECT_LE(encode_request(request).size(), 100u);
  SyncAnswer answer;
  answer.counter = request.counter;
  answer.clock_ms = request.clock_ms;
  answer.receipt_cursor = request.receipt_cursor;
  for (const auto& cursor : request.cursors) answer.partitions.push_back({cursor, true, false, {}, {}});
  EXPECT_LE(encode_answer(answer).size(), 64u);
}

Batch batch_with(const FieldValue& value, std::size_t edits, std::size_t groups, std::size_t fields = 1) {
  Batch batch{{}, {}, {}, {}};
  for (std::size_t i = 1; i <= edits; ++i) {
    auto& edit = batch.edits.emplace_back();
    edit.id.sequence.value = i;
    for (std::size_t n = 1; n <= groups; ++n) {
      edit.changes.push_back(
          {GroupNumber{static_cast<std::uint16_t>(n)}, {}, std::vector<FieldValue>(fields, value), {}, {}});
    }
  }
  return batch;
}

// Repeated values cost no bytes: a small message must not become a large one in memory.
TEST(MessageTest, MorePartsThanAllowedAreRefused) {
  const auto batch = batch_with(Null{}, kMaxBatchEdits, 4, kMaxFieldsInGroup);
  std::size_t parts = 0;
  for (const auto& edit : batch.edits) parts += weight_of(edit).parts;
  EXPECT_GT(parts, kMaxBatchParts);
  const auto bytes = encode_batch(batch);
  EXPECT_LT(bytes.size(), 10'000u);
  EXPECT_FALSE(decode_batch(bytes));
}

TEST(MessageTest, RepeatedTextBeyondThePlainBytesIsRefused) {
  EXPECT_FALSE(decode_batch(encode_batch(batch_with(std::string(kMaxTextBytes, 'x'), 1200, 1))));
  EXPECT_TRUE(decode_batch(encode_batch(batch_with(std::string(kMaxTextBytes, 'x'), 1000, 1))));
}

TEST(MessageTest, AnEditThatStandsOnALaterOneIsRefused) {
  auto batch = batch_with(Null{}, 3, 1);
  batch.edits[2].changes[0].base.own = {{Incarnation{1}, Sequence{1}, Sequence{2}}};
  EXPECT_TRUE(decode_batch(encode_batch(batch)));
  batch.edits[2].changes[0].base.own = {{Incarnation{1}, Sequence{1}, Sequence{3}}};
  EXPECT_FALSE(decode_batch(encode_batch(batch)));
}

TEST(MessageTest, ABatchOfTooManyEditsIsRefused) {
  EXPECT_TRUE(decode_batch(encode_batch(batch_with(Null{}, kMaxBatchEdits, 1))));
  EXPECT_FALSE(decode_batch(encode_batch(batch_with(Null{}, kMaxBatchEdits + 1, 1))));
}

// Weights are what senders cut by: too small a one would make batches that nobody accepts.
TEST(MessageTest, WeightsAreNeverTooSmall) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Generator generate(seed);
    const auto batch = generate.batch(1 + generate.below(20));
    std::size_t bytes = 0;
    for (const auto& edit : batch.edits) bytes += weight_of(edit).bytes;
    const auto encoded = encode_batch(batch);
    ByteReader head(encoded);
    head.raw(20);
    for (int i = 0; i < 3; ++i) head.number();
    const auto plain = head.number();
    EXPECT_LT(plain, bytes + 64);
  }
}

}  // namespace
}  // namespace minsync::test
