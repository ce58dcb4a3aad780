#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

class BulkTest : public ApiTest {
 protected:
  // A record as it came from the hub: no own edit of it is open.
  std::string settled(const std::string& name, Document more = Document::object(), const char* state = "announced") {
    auto fields = household(name);
    fields["monthly_benefit"] = "500";
    fields.update(more);
    const auto id = create(fields);
    move(id, state);
    settle(id);
    return id;
  }
  void settle(const std::string& id, OutboxState state = OutboxState::done) {
    auto transaction = *Transaction::begin(database());
    ASSERT_TRUE(database().run("UPDATE outbox SET state = ? WHERE record = ?", static_cast<int>(state),
                               RecordId{*Uuid::parse(id)}));
    ASSERT_TRUE(transaction.commit());
  }
  Document preview(const std::string& to = "receiving", const std::string& query = "state=announced") {
    return Document::parse(post("/api/bulk/dibao_household/preview?" + query, {{"state", to}}).body);
  }
  Document take(const Document& clean, Document more = Document::object()) {
    Document body = {{"state", "receiving"}, {"records", clean}};
    body.update(more);
    return Document::parse(post("/api/bulk/dibao_household", body).body);
  }
  std::string state_of(const std::string& id) { return read("/api/record/" + id)["state"]; }
  static std::map<std::string, int> left_out(const Document& preview) {
    std::map<std::string, int> out;
    for (const auto& one : preview["left_out"]) out[one["why"]] = one["count"];
    return out;
  }
};

TEST_F(BulkTest, CleanRecordsAloneAreOfferedAndTheOthersAreNamedWithTheReason) {
  const auto clean = settled("张三");
  settled("李四", {{"income_per_head", "200000"}});
  const auto edited = settled("王五");
  settle(edited, OutboxState::held);
  settled("赵六", {{"monthly_benefit", nullptr}});
  const auto seen = preview();
  EXPECT_EQ(seen["found"], 4);
  EXPECT_FALSE(seen["more"]);
  ASSERT_EQ(seen["clean"].size(), 1u) << seen;
  EXPECT_EQ(seen["clean"][0]["id"], clean);
  EXPECT_EQ(seen["clean"][0]["title"], "张三");
  EXPECT_EQ(left_out(seen), (std::map<std::string, int>{{"own_edit", 1}, {"warning", 2}}))
      << "also what would be warned of once it is decided";
  EXPECT_EQ(state_of(clean), "announced") << "looked at, not done";
}

TEST_F(BulkTest, AStepThatTheRecordsStateDoesNotHaveIsNotTaken) {
  settled("张三", Document::object(), "accepted");
  const auto seen = preview("receiving", "");
  EXPECT_TRUE(seen["clean"].empty());
  EXPECT_EQ(left_out(seen), (std::map<std::string, int>{{"step", 1}}));
}

TEST_F(BulkTest, AMemberWithAWarningKeepsItsHousehold) {
  const auto id = settled("张三");
  const Document member = {
      {"household", id}, {"name", "李四"}, {"id_number", "330106195210145834"}, {"relation", "spouse"}};
  const auto reply = post("/api/record", {{"form", "dibao_member"}, {"fields", member}});
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(left_out(preview()), (std::map<std::string, int>{{"child", 1}})) << "its creation is not sent yet";
}

TEST_F(BulkTest, WhatIsDoneIsToldRecordByRecord) {
  const auto first = settled("张三"), second = settled("李四");
  const auto seen = preview();
  settle(second, OutboxState::pending);
  const auto report = take(seen["clean"], {{"reason", "符合条件"}});
  std::map<std::string, Document> results;
  for (const auto& one : report["results"]) results[one["id"]] = one;
  EXPECT_TRUE(results[first]["done"]);
  EXPECT_FALSE(results[second]["done"]);
  EXPECT_EQ(results[second]["why"], "own_edit");
  EXPECT_EQ(state_of(first), "receiving");
  EXPECT_EQ(state_of(second), "announced");
  EXPECT_EQ(read("/api/record/" + first + "?history=1")["history"][0]["note"], "符合条件");
}

TEST_F(BulkTest, ARecordThatChangedSinceItWasLookedAtIsLeftOut) {
  const auto id = settled("张三");
  auto seen = preview()["clean"];
  seen[0]["seen"] = "12345";
  const auto report = take(seen);
  EXPECT_EQ(report["results"][0]["why"], "changed");
  EXPECT_EQ(state_of(id), "announced");
}

TEST_F(BulkTest, ManyAreReturnedWithOneReasonAndDay) {
  const auto id = settled("张三");
  const auto seen = preview("returned")["clean"];
  const auto report = take(
      seen,
      {{"state", "returned"}, {"reason", "缺收入证明"}, {"mend", {"income_per_head"}}, {"deadline", "2027-02-01"}});
  EXPECT_TRUE(report["results"][0]["done"]) << report;
  EXPECT_EQ(read("/api/record/" + id)["returned"]["deadline"], "2027-02-01");
}

TEST_F(BulkTest, AFewAtATimeAndWellFormed) {
  const auto status = [this](const Document& records) {
    return post("/api/bulk/dibao_household", {{"state", "receiving"}, {"records", records}}).status;
  };
  EXPECT_EQ(status(Document::array()), 400);
  EXPECT_EQ(status({{{"id", "x"}}}), 400);
  EXPECT_EQ(status({{{"id", 1}, {"seen", "1"}}}), 400);
  Document many = Document::array();
  for (int i = 0; i < 51; ++i) many.push_back({{"id", "x"}, {"seen", "1"}});
  EXPECT_EQ(status(many), 400);
  EXPECT_EQ(post("/api/bulk/nothing/preview", {{"state", "receiving"}}).status, 400);
}

}  // namespace
}  // namespace minsync
