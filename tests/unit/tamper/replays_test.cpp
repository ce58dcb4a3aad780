// Whoever recorded requests sends them again, in any order, also while offices work.
#include <algorithm>
#include <random>
#include <thread>

#include "hub/audit/audit_log.h"
#include "hub/recovery/chain_check.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr int kReplays = 10'000, kThreads = 4;
using Bodies = std::vector<std::string>;

class RecordedLine : public Transport {
 public:
  RecordedLine(HubService& hub, Bodies& bodies) : hub_(hub), bodies_(bodies) {}
  Result<HttpAnswer> post(const std::string& path, const std::string&, std::string body, std::size_t) override {
    bodies_.push_back(body);
    const auto answer = hub_.answer({"POST", path, {}, {}, std::move(body)});
    return HttpAnswer{answer.status, answer.body, 0};
  }
  TransferTotals totals() const override { return {}; }

 private:
  HubService& hub_;
  Bodies& bodies_;
};

class ReplaysTest : public OfficeTest {
 protected:
  void work(Office& office, int rounds) {
    for (int i = 0; i < rounds; ++i) {
      office.create({{field("householder"), FieldValue("户" + std::to_string(i))}});
      sync(office);
    }
  }
  void sync(Office& office) {
    const std::atomic<bool> cancel{false};
    RecordedLine line(*hub_, bodies_);
    ASSERT_TRUE(sync_now(office.store(), line, {}, cancel, {}));
  }
  // Gives how many were answered in another way than a recorded request may be.
  int replay(const Bodies& bodies, unsigned seed, int times) {
    std::mt19937 dice(seed);
    int wrong = 0;
    for (int i = 0; i < times; ++i) {
      const auto& body = bodies[dice() % bodies.size()];
      const auto answer = hub_->answer({"POST", "/v1/sync", {}, {}, body});
      const bool in_order = answer.status == 200 || answer.status == 403;
      wrong += in_order ? 0 : 1;
    }
    return wrong;
  }
  int replay_by_several(const Bodies& bodies) {
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] { wrong += replay(bodies, 20261130 + i, kReplays / 2 / kThreads); });
    }
    for (auto& thread : threads) thread.join();
    return wrong;
  }
  // Digest of everything, and the heads of all journals and of the audit log.
  std::string state() {
    auto text = hub_digest("330106000000");
    const auto store = open_store();
    const auto partitions = store->partitions();
    EXPECT_TRUE(partitions);
    for (const auto& one : *partitions) text += " " + std::to_string(one.entries) + " " + hex(one.chain);
    return text;
  }

  Office& county_ = office("330106000000", Role::county);
  Office& town_a_ = office("330106002000", Role::township);
  Office& town_b_ = office("330106004000", Role::township);
  Office& at_work_ = office("330106005000", Role::township);
  Bodies bodies_;
};

TEST_F(ReplaysTest, TenThousandRecordedRequestsChangeNothing) {
  for (int i = 0; i < 3; ++i) {
    for (auto* office : {&town_a_, &town_b_, &county_}) work(*office, 5);
  }
  const auto recorded = bodies_;
  ASSERT_GT(recorded.size(), 40u);
  const auto before = state();
  EXPECT_EQ(0, replay_by_several(recorded));
  EXPECT_EQ(before, state());

  // Again, while another office works.
  std::jthread fresh([&] { work(at_work_, 20); });
  EXPECT_EQ(0, replay_by_several(recorded));
  fresh.join();
  EXPECT_EQ(20u, at_work_.records().size());

  // Those whose requests were recorded are not kept from going on, and nothing came twice.
  for (int round = 0; round < 2; ++round) {
    for (auto* office : {&town_a_, &town_b_, &at_work_, &county_}) sync(*office);
  }
  EXPECT_EQ(3u * 15 + 20, county_.records().size());
  work(town_a_, 1);
  sync(county_);
  EXPECT_EQ(3u * 15 + 21, county_.records().size());
  for (const auto* code : {"330106002000", "330106004000"}) {
    auto& town = std::string(code) == "330106002000" ? town_a_ : town_b_;
    EXPECT_EQ(hub_digest(code), town.digest());
  }
  EXPECT_TRUE(check_chains(*open_store()));
}

}  // namespace
}  // namespace minsync
