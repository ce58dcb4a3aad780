// A year's results from preview to frozen page, over the console's routes.
#include "hub/target_records/book_import.h"
#include "hub/target_records/book_records.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsolePublicationTest : public ConsoleTest {
 protected:
  void SetUp() override {
    ConsoleTest::SetUp();
    govern();
    import("hangzhou-2016");
    fabu_ = logged_in("fabu");
    shenhe_ = logged_in("shenhe");
  }
  void import(const std::string& file) {
    const auto known = context();
    const auto book = open_target_book(file, read_stored_books(*store_, known, 2016).value(), 2016).value();
    write([&](HubStore& s) -> Status {
      MINSYNC_TRY(import_target_book(s, known, *identity_, book, 2016));
      return {};
    });
  }
  Json preview() { return get(fabu_, "publication-preview", {{"year", "2016"}}).json; }
  Answer hand_in(const std::string& sha256) {
    return post(fabu_, "publications", {{"year", 2016}, {"sha256", sha256}});
  }
  std::uint64_t handed_in() { return hand_in(preview()["sha256"]).json["number"]; }

  Browser fabu_, shenhe_;
};

TEST_F(ConsolePublicationTest, WhatOnePersonHandsInAnotherOnePublishes) {
  EXPECT_TRUE(preview()["number"].is_null());
  const auto number = handed_in();
  EXPECT_EQ(last_entry(), "request_made user fabu publish --year 2016");
  const auto path = "publications/" + std::to_string(number);
  EXPECT_FALSE(get(fabu_, path).json["asked"]["may_approve"]);
  EXPECT_TRUE(get(shenhe_, path).json["asked"]["may_approve"]);
  EXPECT_EQ(post(fabu_, "requests/approve", {{"number", number}}).error(), "users.own_request");
  EXPECT_TRUE(get(shenhe_, "publications").json["publications"].empty());

  const auto done = post(shenhe_, "requests/approve", {{"number", number}});
  ASSERT_EQ(done.status, 200) << done.json;
  EXPECT_EQ(done.json["publication"], "2016-1");
  EXPECT_EQ(done.json["state"], "done");
  EXPECT_EQ(last_entry(), "results_published user shenhe 2016-1");
  const auto listed = get(fabu_, "publications", {{"year", "2016"}}).json;
  EXPECT_TRUE(listed["waiting"].empty());
  EXPECT_EQ(listed["publications"][0]["prepared_by"], "fabu");
  const auto shown = get(fabu_, "publications/2016-1").json;
  EXPECT_EQ(shown["content"], preview()["content"]);
  EXPECT_EQ(shown["sha256"], listed["publications"][0]["sha256"]);
  EXPECT_EQ(hand_in(preview()["sha256"]).error(), "publication.nothing_new");
}

TEST_F(ConsolePublicationTest, OnlyWhatWasLookedAtIsHandedIn) {
  const std::string seen = preview()["sha256"];
  import("hangzhou-2016-counties-sample");
  EXPECT_EQ(hand_in(seen).error(), "publication.changed_meanwhile");
  EXPECT_EQ(hand_in("").status, 400);
  EXPECT_EQ(post(fabu_, "publications", {{"year", "2016"}, {"sha256", seen}}).error(), "console.bad_value");
  EXPECT_EQ(post(fabu_, "publications", {{"year", 1}, {"sha256", seen}}).error(), "console.bad_value");
  EXPECT_EQ(entries(AuditAction::request_made), 0u);
}

TEST_F(ConsolePublicationTest, TheSecondPersonIsToldThatTheDataChangedAndConfirmsWhatWasHandedIn) {
  const auto before = preview()["content"];
  const auto number = handed_in();
  const auto path = "publications/" + std::to_string(number);
  EXPECT_FALSE(get(shenhe_, path).json["outdated"]);
  import("hangzhou-2016-counties-sample");
  EXPECT_TRUE(get(shenhe_, path).json["outdated"]);
  ASSERT_EQ(post(shenhe_, "requests/approve", {{"number", number}}).status, 200);
  EXPECT_EQ(get(shenhe_, "publications/2016-1").json["content"], before);
  EXPECT_FALSE(preview()["differences"].empty());
}

TEST_F(ConsolePublicationTest, FilesArePageAndTables) {
  import("hangzhou-2016-counties-sample");
  ASSERT_EQ(post(shenhe_, "requests/approve", {{"number", handed_in()}}).status, 200);
  const auto files = get(shenhe_, "publication-files/2016-1").json["files"];
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0]["name"], "2016-1.html");
  EXPECT_EQ(files[1]["name"], "2016-1.csv");
  EXPECT_EQ(files[2]["name"], "2016-1-ranking.csv");
  EXPECT_TRUE(files[1]["text"].get<std::string>().starts_with("\xEF\xBB\xBF\"目标(指标)名称\""));
}

TEST_F(ConsolePublicationTest, WhatIsNotThereIsAFault) {
  for (const char* name : {"2016-1", "7", "x", "2016-0", "99999999999999999999"}) {
    EXPECT_EQ(get(shenhe_, std::string("publications/") + name).error(), "publication.unknown") << name;
  }
  EXPECT_EQ(get(shenhe_, "publication-preview", {{"year", "2031"}}).error(), "targets.none_of_year");
}

}  // namespace
}  // namespace minsync
