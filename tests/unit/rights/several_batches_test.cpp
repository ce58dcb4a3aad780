// A request with several batches: each is worth what it would be by itself, in their order.
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"
#include "tests/unit/rights/rights_fixture.h"

namespace minsync {
namespace {

class SeveralBatchesTest : public RightsTest {
 protected:
  SeveralBatchesTest() : town_(enrolled("township", {"330106002000", Role::township, {}})) {}

  Edit household() { return creation(town_, form_, town_.office.code); }
  std::string batch(std::vector<Edit> edits) {
    return sign_message(town_.key, encode_batch({town_.device, Incarnation{1}, partition("330106"), std::move(edits)}));
  }
  HttpResponse send_all(std::vector<std::string> batches) {
    SyncRequest request;
    request.audit_seen = 0;
    request.answered = town_.counter;
    request.batches = std::move(batches);
    return post("/v1/sync", signed_request(town_, request));
  }
  bool is_merged(const Edit& edit) { return stored(form_, edit.record).has_value(); }
  static std::size_t taken(const SyncAnswer& answer) {
    std::size_t count = 0;
    for (const auto& range : answer.received) count += range.tag == 0 ? 0 : range.count;
    return count;
  }

  const Form& form_ = form("dibao_household");
  Actor& town_;
};

TEST_F(SeveralBatchesTest, AllAreTakenInTheirOrderAndAnsweredAtOnce) {
  std::vector<std::string> batches;
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < kMaxRequestBatches; ++i) {
    edits.push_back(household());
    edits.push_back(household());
    batches.push_back(batch({edits[2 * i], edits[2 * i + 1]}));
  }
  const auto answer = answered(send_all(batches));
  EXPECT_EQ(edits.size(), taken(answer));
  Version before;
  for (const auto& range : answer.received) {
    EXPECT_LT(before, range.version);
    before = range.version;
  }
  for (const auto& edit : edits) EXPECT_TRUE(is_merged(edit));
  for (const auto& partition : answer.partitions) EXPECT_TRUE(partition.records.empty()) << "what it just sent";
}

TEST_F(SeveralBatchesTest, AnEditMayStandOnOneOfTheBatchBefore) {
  const auto made = household();
  auto changed = change(town_, form_, made.record);
  changed.changes[0].base.own = {{Incarnation{1}, made.id.sequence, made.id.sequence}};
  changed.changes[0].base.own_digest = edit_digest(made);
  EXPECT_EQ(2u, taken(answered(send_all({batch({made}), batch({changed})}))));
  EXPECT_EQ("merged", to_text(verdict(changed)));
}

TEST_F(SeveralBatchesTest, AWrongSignatureLeavesAllOut) {
  const auto first = household(), second = household();
  auto forged = batch({second});
  forged.back() = static_cast<char>(forged.back() ^ 1);
  EXPECT_EQ(403, send_all({batch({first}), forged}).status);
  EXPECT_FALSE(is_merged(first));
  EXPECT_FALSE(is_merged(second));
}

TEST_F(SeveralBatchesTest, OneThatCannotBeReadLeavesTheOthersIn) {
  const auto first = household(), last = household();
  auto message = encode_batch({town_.device, Incarnation{1}, partition("330106"), {household(), household()}});
  message.resize(message.size() - 3);
  const auto answer = answered(send_all({batch({first}), sign_message(town_.key, message), batch({last})}));
  EXPECT_EQ(std::vector{batch_digest(message)}, answer.unread);
  EXPECT_EQ(2u, taken(answer));
  EXPECT_TRUE(is_merged(first));
  EXPECT_TRUE(is_merged(last));
}

TEST_F(SeveralBatchesTest, AllThatComeAgainAreKnown) {
  const std::vector batches = {batch({household()}), batch({household(), household()})};
  const auto first = answered(send_all(batches));
  const auto again = answered(send_all(batches));
  EXPECT_EQ(3u, taken(again));
  EXPECT_EQ(first.partitions.front().cursor, again.partitions.front().cursor);
}

TEST_F(SeveralBatchesTest, WithANumberThatWasUsedNoneIsTaken) {
  const auto first = household(), second = household();
  answered(send_all({}));
  --town_.counter;
  const auto answer = answered(send_all({batch({first}), batch({second})}));
  EXPECT_TRUE(answer.incarnation_spent);
  EXPECT_EQ(0u, taken(answer));
  EXPECT_FALSE(is_merged(first));
  EXPECT_FALSE(is_merged(second));
}

TEST_F(SeveralBatchesTest, OfAComputerThatWasRevokedAllAreKeptApart) {
  revoke(town_);
  EXPECT_EQ(403, send_all({batch({household()}), batch({household()})}).status);
  EXPECT_EQ(2u, store_->quarantine_size(std::nullopt)->batches);
}

}  // namespace
}  // namespace minsync
