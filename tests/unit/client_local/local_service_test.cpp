#include "client/local/local_service.h"

#include <nlohmann/json.hpp>

#include "client/store/local_edits.h"
#include "client/users/users.h"
#include "tests/unit/client_users/store_fixture.h"

namespace minsync {
namespace {

constexpr std::uint64_t kMinute = 60'000;
constexpr const char* kPin = "190283";

class LocalServiceTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_ = std::make_unique<LocalService>(*store_, keys_, LocalSettings{Language::en, "", 15 * kMinute, "c"},
                                              [this] { return now_ms_; });
    ASSERT_TRUE(add_user(database(), {"张三", "", false}, kPin));
  }
  void TearDown() override {
    service_.reset();
    StoreFixture::TearDown();
  }
  int get(const std::string& target) { return service_->answer({"GET", target, {}, {}}).status; }
  int unlock() { return service_->answer({"POST", "/api/unlock", {}, R"({"name":"张三","pin":"190283"})"}).status; }

  static constexpr const char* kList = "/api/records/dibao_household";
  std::uint64_t now_ms_ = 1'800'000'000'000;
  LocalKeys keys_;
  std::unique_ptr<LocalService> service_;
};

TEST_F(LocalServiceTest, AnIdlePageLocksAndOnlyALogInIsAnswered) {
  EXPECT_EQ(get(kList), 423);
  ASSERT_EQ(unlock(), 200);
  now_ms_ += 10 * kMinute;
  EXPECT_EQ(get(kList), 200);
  now_ms_ += 14 * kMinute;
  EXPECT_EQ(get(kList), 200);
  now_ms_ += 16 * kMinute;
  EXPECT_EQ(get(kList), 423);
  EXPECT_EQ(get("/api/record/0199f0c2-7b1a-7c3d-8e4f-001122334455"), 423);
  EXPECT_EQ(unlock(), 200);
  EXPECT_EQ(get(kList), 200);
}

TEST_F(LocalServiceTest, AStatusBarThatAsksEveryMinuteDoesNotKeepThePageOpen) {
  ASSERT_EQ(unlock(), 200);
  for (int minute = 0; minute < 16; ++minute) {
    now_ms_ += kMinute;
    EXPECT_EQ(get("/api/status"), 200);
    EXPECT_EQ(get("/api/session"), 200);
  }
  EXPECT_EQ(get(kList), 423);
}

TEST_F(LocalServiceTest, WhoOpensTheNextLinkHasNotUnlockedIt) {
  ASSERT_EQ(get("/start?once=" + keys_.once()), 200);
  ASSERT_EQ(unlock(), 200);
  ASSERT_EQ(get("/start?once=" + keys_.once()), 200);
  EXPECT_EQ(get(kList), 423);
}

TEST_F(LocalServiceTest, FiveWrongPinsLockThePageOutToo) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(service_->answer({"POST", "/api/unlock", {}, R"({"name":"张三","pin":"190284"})"}).status, 403);
  }
  EXPECT_EQ(unlock(), 403);
  now_ms_ += 5 * kMinute;
  EXPECT_EQ(unlock(), 200);
}

TEST_F(LocalServiceTest, SensitiveValuesAreMasked) {
  ASSERT_EQ(unlock(), 200);
  const Form& form = *forms_.find("dibao_household");
  auto transaction = Transaction::begin(database());
  ASSERT_TRUE(LocalEdits(*store_, now_ms_)
                  .create(form, store_->enrolment().unit,
                          {{form.field("id_number")->number, std::string("11010519491231002X")}}, ""));
  ASSERT_TRUE(transaction->commit());
  const auto page = service_->answer({"GET", kList, {}, {}}).body;
  EXPECT_EQ(page.find("11010519491231002X"), std::string::npos);
  EXPECT_NE(page.find("1101**********002X"), std::string::npos);
}

}  // namespace
}  // namespace minsync
