// Duplicates at the console: what is listed and compared, and that merging takes the right and is written down.
#include <algorithm>

#include "hub/duplicates/duplicate_index.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleDuplicatesTest : public ConsoleTest {
 protected:
  void SetUp() override {
    ConsoleTest::SetUp();
    govern();
    reviewer_ = logged_in("shenhe");
    kept_ = enter(100, "西湖路一号"), merged_ = enter(101, "文三路三号");
    auto index = DuplicateIndex::open(folder_.string()).value();
    ASSERT_EQ(index.follow(*store_, forms_, 1'000).value().behind, 0u);
  }

  std::string enter(std::uint8_t number, const char* address) {
    const auto& household = form("dibao_household");
    auto edit = set(a_, household, "id_number", std::string("330106195203071232"));
    edit.record = RecordId{review_test::uuid(number)};
    const auto add = [&](const char* field, const std::string& value) {
      edit.changes.push_back({group(household, field), {}, {value}, {}, {}});
    };
    add("householder", "张三");
    add("address", address);
    std::ranges::sort(edit.changes, {}, &GroupChange::group);
    send(a_, {edit});
    return edit.record.value.text();
  }
  Json listed(std::map<std::string, std::string> query = {}) {
    return get(reviewer_, "duplicates", std::move(query)).json["duplicates"];
  }
  Json merge_body() const { return {{"kept", kept_}, {"merged", merged_}, {"reason", "同一人"}}; }

  Browser reviewer_;
  std::string kept_, merged_;
};

TEST_F(ConsoleDuplicatesTest, PairsAreListedMaskedWithTheirReason) {
  const auto answer = get(reviewer_, "duplicates");
  ASSERT_EQ(answer.status, 200) << answer.json;
  ASSERT_EQ(answer.json["duplicates"].size(), 1u);
  EXPECT_EQ(answer.json["duplicates"][0]["strength"], "strong");
  EXPECT_EQ(answer.json["duplicates"][0]["apart"], "none");
  EXPECT_EQ(answer.json.dump().find("330106195203071232"), std::string::npos);
  EXPECT_EQ(answer.json["read_to"]["behind"], 0);
  EXPECT_EQ(listed({{"apart", "county"}}).size(), 0u);
  EXPECT_EQ(listed({{"strength", "weak"}}).size(), 0u);
  EXPECT_EQ(listed({{"form", "dibao_household"}, {"org", "330106"}}).size(), 1u);
}

TEST_F(ConsoleDuplicatesTest, WhatIsWrongInAQuestionIsBadInput) {
  for (const auto& [name, value] : std::map<std::string, std::string>{{"form", "nothing"},
                                                                      {"org", "999999"},
                                                                      {"strength", "huge"},
                                                                      {"apart", "x"},
                                                                      {"after", "x"},
                                                                      {"limit", "0"}}) {
    EXPECT_EQ(get(reviewer_, "duplicates", {{name, value}}).status, 400) << name;
  }
  EXPECT_EQ(get(reviewer_, "duplicates/compare", {{"kept", kept_}}).status, 400);
  EXPECT_EQ(get(reviewer_, "duplicates/compare", {{"kept", kept_}, {"merged", kept_}}).status, 400);
  EXPECT_EQ(get(reviewer_, "duplicates/compare", {{"kept", kept_}, {"merged", review_test::uuid(9).text()}}).status,
            404);
}

TEST_F(ConsoleDuplicatesTest, AComparisonSaysWhatAMergeWouldMake) {
  const auto told = get(reviewer_, "duplicates/compare", {{"kept", kept_}, {"merged", merged_}}).json;
  EXPECT_EQ(told["blocked"], nullptr);
  EXPECT_EQ(told["references"], 0);
  for (const auto& group : told["groups"]) {
    if (group["fields"][0] == "address") {
      EXPECT_EQ(group["take"], "kept");
    }
    if (group["fields"][0] == "status") {
      EXPECT_EQ(group["choosable"], false);
    }
  }
}

TEST_F(ConsoleDuplicatesTest, AMergeAndItsSplitAreWrittenDownUnderTheReviewersName) {
  auto body = merge_body();
  body["take"] = {"address"};
  const auto made = post(reviewer_, "duplicates/merge", body);
  ASSERT_EQ(made.status, 200) << made.json;
  EXPECT_EQ(last_entry(), "duplicates_merged user shenhe " + kept_);
  EXPECT_EQ(get(reviewer_, "record/" + kept_).json["fields"]["address"], "文三路三号");
  EXPECT_TRUE(listed().empty());
  const auto decided = get(reviewer_, "duplicates/decided", {{"status", "merged"}}).json["decisions"];
  ASSERT_EQ(decided.size(), 1u);
  EXPECT_EQ(decided[0]["by"], "shenhe");
  const auto parted = post(reviewer_, "duplicates/split", {{"id", made.json["id"]}, {"reason", "两人"}});
  ASSERT_EQ(parted.status, 200) << parted.json;
  EXPECT_EQ(parted.json["revived"], true);
  EXPECT_EQ(last_entry(), "duplicates_split user shenhe " + made.json["id"].get<std::string>());
  EXPECT_EQ(get(reviewer_, "record/" + kept_).json["fields"]["address"], "西湖路一号");
}

TEST_F(ConsoleDuplicatesTest, WhoMayOnlyReadMergesNothingAndThatIsWrittenDown) {
  const auto publisher = logged_in("fabu");
  EXPECT_EQ(get(publisher, "duplicates").status, 200);
  EXPECT_EQ(post(publisher, "duplicates/merge", merge_body()).status, 403);
  EXPECT_EQ(post(publisher, "duplicates/split", {{"id", kept_}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(post(publisher, "duplicates/dismiss", {{"a", kept_}, {"b", merged_}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(get(logged_in("shenji"), "duplicates").status, 403);
  EXPECT_EQ(entries(AuditAction::duplicates_merged), 0u);
  EXPECT_GT(entries(AuditAction::right_refused), 0u);
}

TEST_F(ConsoleDuplicatesTest, ADismissalNeedsAReasonAndCanBeTakenBack) {
  EXPECT_EQ(post(reviewer_, "duplicates/dismiss", {{"a", kept_}, {"b", merged_}}).error(), "duplicates.reason_missing");
  ASSERT_EQ(post(reviewer_, "duplicates/dismiss", {{"a", kept_}, {"b", merged_}, {"reason", "两人"}}).status, 200);
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(listed({{"dismissed", "1"}}).size(), 1u);
  ASSERT_EQ(post(reviewer_, "duplicates/reopen", {{"a", kept_}, {"b", merged_}}).status, 200);
  EXPECT_EQ(listed().size(), 1u);
}

TEST_F(ConsoleDuplicatesTest, ARefusedMergeChangesNothing) {
  auto body = merge_body();
  body["take"] = {"no_such_field"};
  EXPECT_EQ(post(reviewer_, "duplicates/merge", body).error(), "duplicates.no_field");
  body["take"] = "address";
  EXPECT_EQ(post(reviewer_, "duplicates/merge", body).status, 400);
  EXPECT_EQ(listed().size(), 1u);
  EXPECT_EQ(entries(AuditAction::duplicates_merged), 0u);
}

}  // namespace
}  // namespace minsync
