// The batch that is packed while the hub works on the one before (SyncExchange::prepare).
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
    const auto& bytes = request->batch;
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

}  // namespace
}  // namespace minsync
