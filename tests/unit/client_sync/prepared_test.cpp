// The batch that is packed while the hub works on the one before (SyncExchange::prepare), and sent while its answer is
// stored (request_ahead).
#include <algorithm>

#include "client/store/local_edits.h"
#include "client/sync/sync_exchange.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/codec/codec.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

class PreparedTest : public OfficeTest {
 protected:
  PreparedTest() : town_(office("330106002000", Role::township)) {
    for (const auto* name : {"张三", "李四", "王五"})
      town_.create({{field("householder"), FieldValue(std::string(name))}});
  }
  static Edit only_edit(const std::string& body) {
    const auto request = decode_request(std::string_view(body).substr(0, body.size() - kSignatureSize));
    EXPECT_TRUE(request);
    EXPECT_EQ(1u, request->batches.size());
    const auto& bytes = request->batches.front();
    const auto batch = decode_batch(std::string_view(bytes).substr(0, bytes.size() - kSignatureSize));
    EXPECT_TRUE(batch && batch->edits.size() == 1);
    return batch->edits.front();
  }
  SessionAction answered(SyncExchange& exchange, const std::string& body) {
    const auto answer = hub_->answer({"POST", "/v1/sync", {}, {}, body});
    return exchange.answered(HttpAnswer{answer.status, answer.body, 0}, wall_clock_ms(), 0.01);
  }
  void enter_disaster() {
    auto& store = town_.store();
    auto transaction = Transaction::begin(store.database());
    ASSERT_TRUE(transaction);
    const Form& event = *store.forms().find("disaster_event");
    ASSERT_TRUE(LocalEdits(store, wall_clock_ms())
                    .create(event, store.enrolment().unit, {{event.field("name")->number, std::string("洪涝")}}, ""));
    ASSERT_TRUE(transaction->commit());
  }
  // Until all is done; the edits that were sent, in their order.
  std::vector<Edit> finish(SyncExchange& exchange, SessionAction action) {
    std::vector<Edit> sent;
    while (action == SessionAction::ask) {
      const auto body = exchange.request(wall_clock_ms());
      EXPECT_TRUE(body);
      sent.push_back(only_edit(*body));
      exchange.prepare();
      EXPECT_EQ(SessionAction::store, answered(exchange, *body));
      action = exchange.store();
    }
    EXPECT_EQ(SessionAction::finish, action);
    return sent;
  }

  static constexpr SyncOptions kOneByOne{.max_batch_bytes = 1};
  Office& town_;
};

TEST_F(PreparedTest, EachEditIsSentOnceInItsOrder) {
  auto exchange = SyncExchange::open(town_.store(), kOneByOne);
  ASSERT_TRUE(exchange);
  const auto sent = finish(*exchange, exchange->begin());
  ASSERT_EQ(3u, sent.size());
  EXPECT_TRUE(std::ranges::is_sorted(sent, {}, &Edit::id));
  EXPECT_EQ(town_.digest(), hub_digest("330106002000"));
}

TEST_F(PreparedTest, WhatIsUrgentGoesBeforeIt) {
  auto exchange = SyncExchange::open(town_.store(), kOneByOne);
  ASSERT_TRUE(exchange);
  ASSERT_EQ(SessionAction::ask, exchange->begin());
  const auto first = exchange->request(wall_clock_ms());
  ASSERT_TRUE(first);
  exchange->prepare();
  enter_disaster();
  ASSERT_EQ(SessionAction::store, answered(*exchange, *first));
  const auto sent = finish(*exchange, exchange->store());
  ASSERT_EQ(3u, sent.size());
  EXPECT_EQ("disaster_event", sent[0].form);
  EXPECT_EQ("dibao_household", sent[1].form);
  EXPECT_EQ(town_.digest(), hub_digest("330106002000"));
}

TEST_F(PreparedTest, ItIsLeftWhereTheOneBeforeMustBeSentAgain) {
  auto exchange = SyncExchange::open(town_.store(), kOneByOne);
  ASSERT_TRUE(exchange);
  ASSERT_EQ(SessionAction::ask, exchange->begin());
  const auto first = exchange->request(wall_clock_ms());
  ASSERT_TRUE(first);
  exchange->prepare();
  ASSERT_EQ(SessionAction::pause, exchange->answered(fail(FaultKind::unreachable, "network.unreachable"), 1, 0));
  const auto sent = finish(*exchange, exchange->pause_over());
  ASSERT_EQ(3u, sent.size());
  EXPECT_EQ(only_edit(*first), sent[0]);
}

// As many batches as may go, of one edit each.
TEST_F(PreparedTest, SeveralBatchesGoInOneRequest) {
  for (const auto* name : {"赵六", "孙七", "周八"})
    town_.create({{field("householder"), FieldValue(std::string(name))}});
  auto exchange = SyncExchange::open(town_.store(), {.batch_edits = 1});
  ASSERT_TRUE(exchange);
  std::vector<std::size_t> batches;
  for (auto action = exchange->begin(); action == SessionAction::ask; action = exchange->store()) {
    const auto body = exchange->request(wall_clock_ms());
    ASSERT_TRUE(body);
    batches.push_back(decode_request(std::string_view(*body).substr(0, body->size() - kSignatureSize))->batches.size());
    exchange->prepare();
    ASSERT_EQ(SessionAction::store, answered(*exchange, *body));
  }
  EXPECT_EQ((std::vector<std::size_t>{1, 4, 1}), batches);
  EXPECT_EQ(6u, exchange->report().pushed);
  EXPECT_EQ(town_.digest(), hub_digest("330106002000"));
}

TEST_F(PreparedTest, NoMoreArePackedOnceTheAnswerIsHere) {
  auto exchange = SyncExchange::open(town_.store(), {.batch_edits = 1});
  ASSERT_TRUE(exchange);
  ASSERT_EQ(SessionAction::ask, exchange->begin());
  const auto first = exchange->request(wall_clock_ms());
  ASSERT_TRUE(first);
  exchange->prepare([] { return true; });
  ASSERT_EQ(SessionAction::store, answered(*exchange, *first));
  EXPECT_EQ(2u, finish(*exchange, exchange->store()).size()) << "one edit in each request";
}

class AheadTest : public PreparedTest {
 protected:
  AheadTest() : exchange_(*SyncExchange::open(town_.store(), kOneByOne)) {
    // The first answer brings the county's key besides.
    EXPECT_EQ(SessionAction::ask, exchange_.begin());
    send();
    EXPECT_EQ(SessionAction::ask, exchange_.store());
    send();
  }
  void send() {
    const auto body = exchange_.request(wall_clock_ms());
    ASSERT_TRUE(body);
    exchange_.prepare();
    ASSERT_EQ(SessionAction::store, answered(exchange_, *body));
  }
  static SyncRequest read(const std::string& body) {
    return *decode_request(std::string_view(body).substr(0, body.size() - kSignatureSize));
  }
  std::size_t records_at_hub() { return static_cast<std::size_t>(*open_store()->records().count(form())); }
  const Form& form() { return *forms_.find("dibao_household"); }

  SyncExchange exchange_;
};

TEST_F(AheadTest, ItSaysWhatItWouldOnceTheAnswerIsStored) {
  const auto ahead = exchange_.request_ahead(wall_clock_ms());
  ASSERT_TRUE(ahead);
  ASSERT_EQ(SessionAction::ask, exchange_.store());
  auto afterwards = SyncExchange::open(town_.store(), kOneByOne);
  ASSERT_TRUE(afterwards);
  const auto body = afterwards->request(wall_clock_ms());
  ASSERT_TRUE(body);
  const auto said = read(*ahead), would_say = read(*body);
  EXPECT_EQ(would_say.cursors, said.cursors);
  EXPECT_EQ(would_say.answered, said.answered);
  EXPECT_EQ(would_say.receipted, said.receipted);
  EXPECT_EQ(would_say.receipted_digest, said.receipted_digest);
  EXPECT_EQ(would_say.receipt_cursor, said.receipt_cursor);
  EXPECT_LT(said.counter, would_say.counter);
  EXPECT_EQ(only_edit(*body), only_edit(*ahead));
}

TEST_F(AheadTest, ItsAnswerIsStoredAfterTheOneBefore) {
  const auto ahead = exchange_.request_ahead(wall_clock_ms());
  ASSERT_TRUE(ahead);
  ASSERT_EQ(SessionAction::ask, exchange_.store());
  exchange_.prepare();
  ASSERT_EQ(SessionAction::store, answered(exchange_, *ahead));
  EXPECT_FALSE(exchange_.request_ahead(wall_clock_ms())) << "nothing is left";
  EXPECT_EQ(SessionAction::finish, exchange_.store());
  EXPECT_EQ(3u, exchange_.report().pushed);
  EXPECT_EQ(3u, exchange_.report().round_trips);
  EXPECT_EQ(town_.digest(), hub_digest("330106002000"));
}

TEST_F(AheadTest, WhereTheAnswerBeforeIsNeverStoredAllArriveOnce) {
  const auto ahead = exchange_.request_ahead(wall_clock_ms());
  ASSERT_TRUE(ahead);
  ASSERT_EQ(200, hub_->answer({"POST", "/v1/sync", {}, {}, *ahead}).status);
  auto anew = SyncExchange::open(town_.store(), kOneByOne);  // as after a crash
  ASSERT_TRUE(anew);
  EXPECT_EQ(2u, finish(*anew, anew->begin()).size());
  EXPECT_EQ(3u, records_at_hub());
  EXPECT_EQ(0, town_.waiting_to_send());
  EXPECT_EQ(town_.digest(), hub_digest("330106002000"));
}

TEST_F(AheadTest, WhatIsUrgentIsWaitedFor) {
  enter_disaster();
  EXPECT_FALSE(exchange_.request_ahead(wall_clock_ms()));
}

}  // namespace
}  // namespace minsync
