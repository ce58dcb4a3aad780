#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

class ReturnedTest : public ApiTest {};

TEST_F(ReturnedTest, WhatIsToBeMendedAndUntilWhenStandsInTheRecordItself) {
  const auto id = create(household("张三"));
  move(id, "announced");
  const Document body = {{"state", "returned"},
                         {"reason", "缺收入证明"},
                         {"mend", {"income_per_head", "家庭住址"}},
                         {"deadline", "2027年2月1日"}};
  ASSERT_EQ(post("/api/record/" + id + "/transition", body).status, 200);
  const auto record = read("/api/record/" + id);
  EXPECT_EQ(record["fields"]["return_reason"], "缺收入证明");
  EXPECT_EQ(record["fields"]["return_fields"], "月人均收入、家庭住址");
  EXPECT_EQ(record["fields"]["return_deadline"], "2027-02-01");
  const auto& told = record["returned"];
  EXPECT_EQ(told["reason"], "缺收入证明");
  EXPECT_EQ(told["org_name"], "西湖区");
  EXPECT_EQ(told["fields"][0], (Document{{"name", "income_per_head"}, {"label", "Monthly income per head (yuan)"}}));
  EXPECT_EQ(told["fields"][1]["name"], "address");
  EXPECT_EQ(told["deadline"], "2027-02-01");
}

TEST_F(ReturnedTest, ALaterReturnSaysNothingOfTheOneBefore) {
  const auto id = create(household("张三"));
  move(id, "announced");
  post("/api/record/" + id + "/transition",
       {{"state", "returned"}, {"reason", "缺收入证明"}, {"mend", {"address"}}, {"deadline", "2027-02-01"}});
  move(id, "accepted");
  EXPECT_TRUE(read("/api/record/" + id)["returned"].is_null());
  ASSERT_EQ(post("/api/record/" + id + "/transition", {{"state", "returned"}, {"reason", "照片不清"}}).status, 200);
  const auto told = read("/api/record/" + id)["returned"];
  EXPECT_EQ(told["reason"], "照片不清");
  EXPECT_TRUE(told["fields"].empty());
  EXPECT_TRUE(told["deadline"].is_null());
}

TEST_F(ReturnedTest, NothingIsReturnedWithADayOrFieldThatIsNone) {
  const auto id = create(household("张三"));
  move(id, "announced");
  const auto status = [&](const Document& body) { return post("/api/record/" + id + "/transition", body).status; };
  EXPECT_EQ(status({{"state", "returned"}, {"deadline", "soon"}}), 400);
  EXPECT_EQ(status({{"state", "returned"}, {"mend", {"nothing"}}}), 400);
  EXPECT_EQ(status({{"state", "returned"}, {"mend", "address"}}), 400);
  EXPECT_EQ(status({{"state", "returned"}, {"reason", std::string(1'600, 'x')}}), 400);
  EXPECT_EQ(status({{"state", "receiving"}, {"deadline", "2027-02-01"}}), 400) << "goes with a return alone";
  EXPECT_EQ(read("/api/record/" + id)["state"], "announced");
}

TEST_F(ReturnedTest, NobodyTypesAReasonIntoTheRecord) {
  const auto id = create(household("张三"));
  const auto reply = post("/api/record/" + id, {{"fields", {{"return_reason", "x"}}}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Document::parse(reply.body)["faults"][0]["field"], "return_reason");
}

}  // namespace
}  // namespace minsync
