#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

class BoardTest : public ApiTest {
 protected:
  std::string create_in(const std::string& org, const std::string& state) {
    auto fields = household("张三");
    const auto reply = post("/api/record", {{"form", kForm}, {"org", org}, {"fields", fields}});
    EXPECT_EQ(reply.status, 201) << reply.body;
    const auto id = Document::parse(reply.body)["id"].get<std::string>();
    if (state != "draft") move(id, state);
    return id;
  }
  Document row(const Document& board, const std::string& name) {
    for (const auto& one : board["rows"]) {
      if (one["name"] == name) return one;
    }
    return nullptr;
  }
  // As the hub tells it: a township wrote the record's address then.
  void told_by_township(const std::string& id, std::uint64_t ms) {
    const Form& form = **forms_.get(kForm);
    auto transaction = *Transaction::begin(database());
    auto record = **store_->records().load(form, RecordId{*Uuid::parse(id)});
    const auto number = form.group_of(form.field("address")->number).number;
    Head head;
    head.origin = {{DeviceId{Uuid::version7(1, {9})}, Incarnation{}, Sequence{1}}, Version{1}, Stamp{ms << 16}, 1};
    head.values = {FieldValue(std::string("别处"))};
    record.state.groups.push_back({number, Version{1}, head.values, {head}});
    ASSERT_TRUE(store_->records().save(form, record, false));
    ASSERT_TRUE(transaction.commit());
  }
};

TEST_F(BoardTest, EachTownshipHasARowWithItsRecordsByStateAndWhatWaitsForADecision) {
  create_in("330106002", "draft");
  create_in("330106002", "announced");
  create_in("330106002", "rechecking");
  create_in("330106002", "receiving");
  create_in("330106004", "returned");
  const auto board = read("/api/board");
  EXPECT_EQ(board["form"], kForm);
  const auto first = row(board, "北山街道");
  EXPECT_EQ(first["records"], 4);
  EXPECT_EQ(first["states"]["draft"], 1);
  EXPECT_EQ(first["waiting"], 2) << "announced and rechecking; what is receiving is decided";
  EXPECT_EQ(row(board, "西溪街道")["states"], (Document{{"returned", 1}}));
  EXPECT_EQ(row(board, "西溪街道")["waiting"], 0);
  EXPECT_GT(board["rows"].size(), 5u) << "townships that sent nothing are there too";
  EXPECT_EQ(row(board, "转塘街道")["records"], 0);
  std::vector<std::string> waiting;
  for (const auto& state : board["states"]) {
    if (state["waiting"]) waiting.push_back(state["name"]);
  }
  EXPECT_EQ(waiting, (std::vector<std::string>{"announced", "rechecking"}));
}

TEST_F(BoardTest, TheNewestChangeIsWhatATownshipWroteAndNotWhatTheCountyDid) {
  const auto id = create_in("330106002", "announced");
  EXPECT_TRUE(row(read("/api/board"), "北山街道")["newest"].is_null());
  told_by_township(id, 1'700'000'000'000);
  post("/api/record/" + id, {{"fields", {{"householder", "李四"}}}});
  EXPECT_EQ(row(read("/api/board"), "北山街道")["newest"], "2023-11-14T22:13:20Z");
}

TEST_F(BoardTest, WarningsAreCountedWhereTheyStand) {
  auto fields = household("张三");
  fields["income_per_head"] = "200000";
  post("/api/record", {{"form", kForm}, {"org", "330106004"}, {"fields", fields}});
  const auto board = read("/api/board");
  EXPECT_EQ(row(board, "西溪街道")["warnings"], 1);
  EXPECT_EQ(row(board, "北山街道")["warnings"], 0);
}

TEST_F(BoardTest, RecordsOfTheCountyItselfAreNotCountedForATownship) {
  create(household("张三"));
  const auto board = read("/api/board");
  EXPECT_EQ(board["rows"].back()["org"], nullptr);
  EXPECT_EQ(board["rows"].back()["records"], 1);
}

TEST_F(BoardTest, AFormWithoutDecisionsHasNone) {
  EXPECT_EQ(get("/api/board?form=elderly_institution").status, 400);
  EXPECT_EQ(get("/api/board?form=nothing").status, 400);
}

}  // namespace
}  // namespace minsync
