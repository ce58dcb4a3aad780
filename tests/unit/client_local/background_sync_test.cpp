#include "client/local/background_sync.h"

#include <future>

#include "client/local/slow_desk.h"
#include "client/users/sessions.h"
#include "client/users/users.h"
#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

using std::chrono::milliseconds;

constexpr auto kDeadline = std::chrono::seconds(10);

// A hub that refuses whoever asks, at once, and counts.
struct Hub {
  std::mutex mutex;
  std::condition_variable asked_it;
  int asked = 0;
  bool slow = false;  // it answers when the line is cut

  bool wait_for(int times) {
    std::unique_lock lock(mutex);
    return asked_it.wait_for(lock, kDeadline, [&] { return asked >= times; });
  }
  int times() {
    const std::lock_guard lock(mutex);
    return asked;
  }
};

class Line : public Transport {
 public:
  Line(Hub& hub, const std::atomic<bool>& cut) : hub_(hub), cut_(cut) {}
  Result<HttpAnswer> post(const std::string&, const std::string&, std::string, std::size_t) override {
    bool slow = false;
    {
      const std::lock_guard lock(hub_.mutex);
      ++hub_.asked;
      slow = hub_.slow;
    }
    hub_.asked_it.notify_all();
    while (slow && !cut_) std::this_thread::yield();
    if (slow) return fail(FaultKind::interrupted, "network.interrupted");
    return fail(FaultKind::not_allowed, "network.refused");
  }
  TransferTotals totals() const override { return {}; }

 private:
  Hub& hub_;
  const std::atomic<bool>& cut_;
};

class BackgroundSyncTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    ASSERT_TRUE(PrivateKey::generate().write_pem((folder_ / "device.key").string()));
    auto transaction = *Transaction::begin(database());
    auto enrolment = store_->enrolment();
    enrolment.hub_key = PrivateKey::generate().public_key().point();
    ASSERT_TRUE(store_->set_enrolment(enrolment));
    ASSERT_TRUE(transaction.commit());
  }
  BackgroundOptions options(const std::string& window = "") {
    BackgroundOptions chosen;
    chosen.folder = folder_.string();
    chosen.window = window;
    chosen.after_edit = milliseconds(0);
    chosen.minute_of_day = [this] { return minute_.load(); };
    chosen.line = [this](const HubAddress&, const std::atomic<bool>& cut) { return std::make_unique<Line>(hub_, cut); };
    return chosen;
  }
  // Until what it does now is what is wanted.
  static bool wait_until(const BackgroundSync& sync, const std::function<bool(const SyncStanding&)>& wanted) {
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    while (std::chrono::steady_clock::now() < end) {
      if (wanted(sync.standing())) return true;
      std::this_thread::yield();
    }
    return false;
  }
  static bool ended(const SyncStanding& now) { return now.activity == SyncActivity::idle && now.finished_ms > 0; }
  void create_report() {
    const auto reply = post("/api/record", {{"form", "disaster_event"}, {"fields", event()}});
    ASSERT_EQ(reply.status, 201) << reply.body;
  }
  static Document event() { return {{"name", "台风"}, {"kind", "typhoon"}, {"started_on", "2026-09-01"}}; }

  Hub hub_;
  std::atomic<int> minute_ = 12 * 60;
};

TEST_F(BackgroundSyncTest, ItSyncsAtItsStartAndWhenAskedTo) {
  BackgroundSync sync(options(), false);
  EXPECT_TRUE(hub_.wait_for(1));
  EXPECT_TRUE(wait_until(sync, ended));
  EXPECT_EQ(sync.standing().fault->id, "network.refused");
  sync.sync_once();
  EXPECT_TRUE(hub_.wait_for(2));
}

TEST_F(BackgroundSyncTest, WhilePausedNothingGoesUntilItIsAskedForOrResumed) {
  BackgroundSync sync(options(), true);
  sync.edited();
  EXPECT_EQ(sync.standing().activity, SyncActivity::paused);
  sync.sync_once();
  EXPECT_TRUE(hub_.wait_for(1));
  EXPECT_TRUE(wait_until(sync, [](const auto& now) { return now.activity == SyncActivity::paused; }));
  EXPECT_EQ(hub_.times(), 1) << "once, and paused again";
  sync.resume();
  EXPECT_TRUE(hub_.wait_for(2));
}

TEST_F(BackgroundSyncTest, PausingEndsWhatIsUnderWay) {
  hub_.slow = true;
  BackgroundSync sync(options(), false);
  EXPECT_TRUE(hub_.wait_for(1));
  sync.pause();
  EXPECT_TRUE(wait_until(sync, [](const auto& now) { return now.activity == SyncActivity::paused; }));
}

TEST_F(BackgroundSyncTest, ItEndsWhileTheHubDoesNotAnswer) {
  hub_.slow = true;
  auto sync = std::make_unique<BackgroundSync>(options(), false);
  EXPECT_TRUE(hub_.wait_for(1));
  auto gone = std::async(std::launch::async, [&] { sync.reset(); });
  EXPECT_EQ(gone.wait_for(kDeadline), std::future_status::ready);
}

TEST_F(BackgroundSyncTest, APauseIsRememberedInTheStore) {
  EXPECT_FALSE(*is_paused(*store_));
  EXPECT_TRUE(set_paused(*store_, true));
  open();
  EXPECT_TRUE(*is_paused(*store_));
}

TEST_F(BackgroundSyncTest, OutsideOfItsWindowNothingGoesByItself) {
  create(household("张三"));
  BackgroundSync sync(options("22:00-06:00"), false);
  sync.edited();
  const auto now = sync.standing();
  EXPECT_GT(now.opens_ms, 0u);
  EXPECT_EQ(now.opens_ms % 60'000, 0u);
  sync.sync_once();
  EXPECT_TRUE(hub_.wait_for(1)) << "whoever asks for it gets it";
  EXPECT_TRUE(wait_until(sync, ended));
  EXPECT_EQ(hub_.times(), 1) << "neither the start nor the edit before made it go";
  minute_ = 23 * 60;
  EXPECT_EQ(sync.standing().opens_ms, 0u);
  sync.keep_to("22:00-06:00");
  EXPECT_TRUE(hub_.wait_for(2)) << "it is open now";
}

TEST_F(BackgroundSyncTest, UrgentFormsDoNotWaitForTheWindow) {
  create_report();
  BackgroundSync sync(options("22:00-06:00"), false);
  EXPECT_TRUE(hub_.wait_for(1));
}

TEST_F(BackgroundSyncTest, TheWindowOfThePageStandsAboveTheSettings) {
  EXPECT_EQ(*window_of(*store_, "22:00-06:00"), "22:00-06:00");
  EXPECT_TRUE(set_window(*store_, "12:00-13:00"));
  EXPECT_EQ(*window_of(*store_, "22:00-06:00"), "12:00-13:00");
  EXPECT_TRUE(set_window(*store_, ""));
  EXPECT_EQ(*window_of(*store_, "22:00-06:00"), "") << "always, whatever the file says";
}

TEST_F(BackgroundSyncTest, ThePageChoosesTheWindow) {
  BackgroundSync sync(options(), true);
  service_->sync_with(sync);
  const auto told = Document::parse(post("/api/sync", {{"do", "window"}, {"window", "22:00-06:00"}}).body);
  EXPECT_EQ(told["window"], "22:00-06:00");
  EXPECT_TRUE(told["opens_ms"].is_number());
  EXPECT_EQ(post("/api/sync", {{"do", "window"}, {"window", "25:00-06:00"}}).status, 400);
  EXPECT_EQ(*window_of(*store_, ""), "22:00-06:00");
}

TEST_F(BackgroundSyncTest, TheSlowDeskAnswersWhatTakesLongAsThePageWould) {
  create(household("张三"));
  BackgroundSync sync(options(), true);
  SlowDesk desk(folder_.string(), keys_, LocalSettings{Language::en, "", 60'000, "c"}, sync,
                [this] { return now_ms_; });
  EXPECT_FALSE(desk.work_for({"GET", "/api/records/dibao_household", {}, {}}, "")) << "that is quick";
  const auto work = desk.work_for({"GET", "/api/export/dibao_household", {}, {}}, "");
  ASSERT_TRUE(work);
  auto answer = std::async(std::launch::async, work).get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("张三"), std::string::npos);
  std::filesystem::rename(folder_, folder_.string() + "-away");
  SlowDesk other(folder_.string(), keys_, {}, sync, [this] { return now_ms_; });
  EXPECT_EQ(other.work_for({"GET", "/api/export/dibao_household", {}, {}}, "")().status, 500) << "no store to open";
  std::filesystem::rename(folder_.string() + "-away", folder_);
}

TEST_F(BackgroundSyncTest, TheSlowDeskKeepsToThePagesLock) {
  ASSERT_TRUE(add_user(database(), {"张三", "", true}, "190283"));
  const auto session = *begin_session(database(), "张三", now_ms_);
  BackgroundSync sync(options(), true);
  SlowDesk desk(folder_.string(), keys_, LocalSettings{Language::en, "", 60'000, "c"}, sync,
                [this] { return now_ms_; });
  const LocalRequest asked{"GET", "/api/export/dibao_household", {}, {}};
  EXPECT_EQ(desk.work_for(asked, "")().status, 423);
  EXPECT_EQ(desk.work_for(asked, session)().status, 200);
  EXPECT_EQ(desk.work_for(asked, "")().status, 423) << "each request by the session that it came in";
}

}  // namespace
}  // namespace minsync
