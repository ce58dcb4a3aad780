// The agent and the hub's service as they run: each office on a thread of its own, cancelled from another. Run under
// ThreadSanitizer as well (label tsan).
#include <future>
#include <thread>

#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kTown = "330106002000";

// Says when it is first asked, and reaches nobody.
class DeadLine : public Transport {
 public:
  explicit DeadLine(std::promise<void>& asked) : asked_(asked) {}
  Result<HttpAnswer> post(const std::string&, const std::string&, std::string, std::size_t) override {
    if (++requests == 1) asked_.set_value();
    return fail(FaultKind::unreachable, "network.unreachable", {"test", "cut"});
  }
  TransferTotals totals() const override { return {}; }
  int requests = 0;

 private:
  std::promise<void>& asked_;
};

class ThreadsTest : public OfficeTest {
 protected:
  FieldValues household(const std::string& name) const { return {{field("householder"), FieldValue(name)}}; }
};

TEST_F(ThreadsTest, CancelFromAnotherThreadEndsThePauseBetweenAttemptsAndLosesNothing) {
  Office& town = office(kTown, Role::township);
  town.create(household("一"));
  std::promise<void> asked;
  DeadLine line(asked);
  SyncOptions options;
  options.attempts = 1000;
  std::atomic<bool> cancel{false};
  auto ended = std::async(std::launch::async, [&] { return sync_now(town.store(), line, options, cancel, {}); });
  asked.get_future().wait();
  cancel = true;
  const auto result = ended.get();
  ASSERT_FALSE(result);
  EXPECT_EQ(FaultKind::interrupted, result.error().kind);
  EXPECT_LT(line.requests, 1000);
  EXPECT_EQ(1, town.waiting_to_send());
  EXPECT_TRUE(town.sync());
  EXPECT_EQ(town.digest(), hub_digest(kTown));
}

TEST_F(ThreadsTest, CancelWhileAnExchangeRunsLosesNothing) {
  Office& town = office(kTown, Role::township);
  for (int i = 0; i < 100; ++i) town.create(household("户主" + std::to_string(i)));
  std::atomic<bool> cancel{false};
  std::promise<void> stored;
  bool told = false;
  BrokenLine line(*hub_, [] { return Fate::arrives; });
  SyncOptions options;
  options.max_batch_bytes = 2000;
  options.batch_edits = 2;
  auto ended = std::async(std::launch::async, [&] {
    return sync_now(town.store(), line, options, cancel, [&](const SyncProgress&) {
      if (!std::exchange(told, true)) stored.set_value();
    });
  });
  stored.get_future().wait();
  cancel = true;
  static_cast<void>(ended.get());  // it may have come to its end first
  ASSERT_TRUE(town.sync());
  EXPECT_EQ(0, town.waiting_to_send());
  EXPECT_EQ(town.digest(), hub_digest(kTown));
}

TEST_F(ThreadsTest, OfficesThatSyncAtTheSameTimeAgreeAtTheEnd) {
  constexpr int kOffices = 4, kRounds = 3;
  for (int i = 0; i < kOffices; ++i) office(kTown, Role::township);
  const RecordId shared = offices_.front()->create(household("一"));
  for (auto& one : offices_) ASSERT_TRUE(one->sync());
  std::vector<std::future<bool>> working;
  for (auto& one : offices_) {
    working.push_back(std::async(std::launch::async, [&, at = one.get()] {
      bool all = true;
      for (int round = 0; round < kRounds; ++round) {
        at->create(household("新户"));
        at->edit(shared, {{field("worker"), FieldValue(at->store().enrolment().device.value.text())}});
        all = at->sync().has_value() && all;
      }
      return all;
    }));
  }
  for (auto& one : working) EXPECT_TRUE(one.get());
  for (auto& one : offices_) ASSERT_TRUE(one->sync());
  for (auto& one : offices_) {
    EXPECT_EQ(std::size_t{1 + kOffices * kRounds}, one->records().size());
    EXPECT_EQ(hub_digest(kTown), one->digest());
  }
}

}  // namespace
}  // namespace minsync
