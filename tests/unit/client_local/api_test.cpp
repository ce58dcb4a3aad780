#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "client/local/call.h"
#include "client/store/reveals.h"
#include "shared/crypto/crypto.h"
#include "tests/unit/client_local/api_fixture.h"

namespace minsync {
namespace {

using Names = std::vector<std::string>;

TEST_F(ApiTest, WhatIsTypedIsStoredAsTheCommandLineStoresIt) {
  const auto id = create(household("张三"));
  const auto record = read("/api/record/" + id);
  EXPECT_EQ(record["fields"]["household_kind"], "rural");
  EXPECT_EQ(record["fields"]["member_count"], 2);
  EXPECT_EQ(record["fields"]["cause"], (Document{"illness", "study"}));
  EXPECT_EQ(record["fields"]["id_number"], "1101**********002X");
  EXPECT_EQ(record["state"], "draft");
  EXPECT_EQ(record["marks"], Document{"pending"});
  EXPECT_TRUE(record["may_write"]);
}

TEST_F(ApiTest, EveryFaultIsToldBesideItsField) {
  auto fields = household("张三");
  fields["member_count"] = 99;
  fields["applied_on"] = "tomorrow";
  fields["nothing"] = "x";
  const auto reply = post("/api/record", {{"form", kForm}, {"fields", fields}});
  EXPECT_EQ(reply.status, 400);
  std::vector<std::string> named;
  const auto refused = Document::parse(reply.body);
  for (const auto& fault : refused["faults"]) named.push_back(fault["field"]);
  EXPECT_EQ(named, (Names{"applied_on", ""})) << "what cannot be read comes first";
  fields.erase("applied_on");
  fields.erase("nothing");
  const auto judged = Document::parse(post("/api/record", {{"form", kForm}, {"fields", fields}}).body);
  ASSERT_FALSE(judged["faults"].empty());
  EXPECT_EQ(judged["faults"][0]["field"], "member_count");
  EXPECT_TRUE(read("/api/records/dibao_household")["records"].empty());
}

TEST_F(ApiTest, AnEditStandsOnWhatWasShownWhenTheFormWasOpened) {
  const auto id = create(household("张三"));
  const auto opened = read("/api/record/" + id)["displayed"];
  EXPECT_EQ(post("/api/record/" + id, {{"fields", {{"address", "别处"}}}}).status, 200);
  const auto saved =
      Document::parse(post("/api/record/" + id, {{"fields", {{"householder", "李四"}}}, {"displayed", opened}}).body);
  EXPECT_TRUE(saved["changed"]);
  const auto record = read("/api/record/" + id + "?history=1");
  EXPECT_EQ(record["fields"]["householder"], "李四");
  EXPECT_EQ(record["fields"]["address"], "别处");
  EXPECT_EQ(record["history"].size(), 3u);
  EXPECT_EQ(post("/api/record/" + id, {{"fields", {{"householder", "王五"}}}, {"displayed", "abc"}}).status, 400);
}

TEST_F(ApiTest, AMaskIsNotTakenForAValue) {
  const auto id = create(household("张三"));
  const auto reply = post("/api/record/" + id, {{"fields", {{"id_number", "1101**********002X"}}}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(Document::parse(reply.body)["faults"][0]["field"], "id_number");
}

TEST_F(ApiTest, CheckingWritesNothingAndReadsTheIdentityNumber) {
  const auto checked = Document::parse(
      post("/api/check", {{"form", kForm}, {"fields", {{"id_number", "11010519491231002X"}, {"phone", "abc"}}}}).body);
  EXPECT_EQ(checked["derived"]["id_number"]["birthday"], "1949-12-31");
  EXPECT_EQ(checked["derived"]["id_number"]["sex"], "female");
  ASSERT_EQ(checked["errors"].size(), 1u) << checked;
  EXPECT_EQ(checked["errors"][0]["field"], "phone");
  EXPECT_TRUE(read("/api/records/dibao_household")["records"].empty());
}

TEST_F(ApiTest, AStepThatIsNotThisOfficesIsRefused) {
  const auto id = create(household("张三"));
  const auto reply = post("/api/record/" + id + "/transition", {{"state", "accepted"}});
  EXPECT_EQ(reply.status, 403) << "the county's computer";
  EXPECT_TRUE(read("/api/record/" + id)["steps"].empty());
  EXPECT_EQ(post("/api/record/" + id + "/delete", Document::object()).status, 200);
  EXPECT_EQ(get("/api/record/" + id).status, 404);
}

TEST_F(ApiTest, RecordsAreFoundByAnyPartOfATextByInitialsAndByWholeNumbers) {
  create(household("张三"));
  auto other = household("曾四");
  other["address"] = "拱墅区文三路";
  other["id_number"] = "330106195210145834";
  create(other);
  EXPECT_EQ(found("search=%E4%BF%9D%E4%BF%B6"), Names{"张三"});   // 保俶
  EXPECT_EQ(found("search=%E4%B8%89"), (Names{"张三", "曾四"}));  // 三
  EXPECT_EQ(found("search=zs"), (Names{"张三", "曾四"})) << "曾 as a surname is read zeng";
  EXPECT_EQ(found("search=gsqwsl"), Names{"曾四"});
  EXPECT_EQ(found("search=330106195210145834"), Names{"曾四"});
  EXPECT_EQ(found("search=5834"), Names{"曾四"});
  EXPECT_EQ(found("search=19521014"), Names{}) << "nobody feels his way through a hidden number";
  EXPECT_EQ(found("search=zs%20%E6%96%87%E4%B8%89"), Names{"曾四"});
  EXPECT_EQ(found("search=%22%20OR%20*%20NEAR("), Names{}) << "a query is no expression";
  EXPECT_EQ(found("search=z"), (Names{"张三", "曾四"})) << "one letter says nothing yet";
}

TEST_F(ApiTest, TheIndexFollowsEditsAndRemovals) {
  const auto id = create(household("张三"));
  EXPECT_EQ(found("search=zs"), Names{"张三"});
  post("/api/record/" + id, {{"fields", {{"householder", "李四"}}}});
  EXPECT_EQ(found("search=zs"), Names{});
  EXPECT_EQ(found("search=ls"), Names{"李四"});
  EXPECT_EQ(found("only=draft"), Names{"李四"});
  EXPECT_EQ(found("only=waiting"), Names{"李四"});
  EXPECT_EQ(found("only=returned"), Names{});
  EXPECT_EQ(found("org=330106"), Names{"李四"});
  EXPECT_EQ(found("org=330105"), Names{});
  post("/api/record/" + id + "/delete", Document::object());
  EXPECT_EQ(found("search=ls"), Names{});
}

TEST_F(ApiTest, PagesOfAllKindsGoOnWhereTheOneBeforeEnded) {
  for (const auto* name : {"张三", "李四", "王五"}) create(household(name));
  for (const std::string query : {"", "search=bcl&", "only=draft&", "only=waiting&"}) {
    std::set<std::string> seen;
    std::string after;
    for (int pages = 0; pages < 3; ++pages) {
      const auto page =
          read("/api/records/dibao_household?" + query + "limit=1" + (after.empty() ? "" : "&after=" + after));
      ASSERT_EQ(page["records"].size(), 1u) << query;
      seen.insert(page["records"][0]["id"]);
      after = page["next"].is_null() ? "" : page["next"].get<std::string>();
      EXPECT_EQ(after.empty(), pages == 2) << query;
    }
    EXPECT_EQ(seen.size(), 3u) << query;
  }
}

TEST_F(ApiTest, ADraftIsKeptUntilItsRecordIsSaved) {
  const Document draft = {{"key", "new:1"}, {"form", kForm}, {"fields", {{"householder", "张"}}}};
  EXPECT_EQ(post("/api/drafts", draft).status, 200);
  service_.reset();
  open();
  serve();
  ASSERT_EQ(read("/api/drafts")["drafts"].size(), 1u);
  EXPECT_EQ(read("/api/drafts")["drafts"][0]["fields"]["householder"], "张");
  EXPECT_EQ(read("/api/work")["drafts"][0]["draft"], "new:1");
  auto body = Document{{"form", kForm}, {"fields", {{"member_count", "x"}}}, {"draft", "new:1"}};
  EXPECT_EQ(post("/api/record", body).status, 400);
  EXPECT_EQ(read("/api/drafts")["drafts"].size(), 1u) << "what could not be saved stays";
  body["fields"] = household("张三");
  EXPECT_EQ(post("/api/record", body).status, 201);
  EXPECT_TRUE(read("/api/drafts")["drafts"].empty());
}

TEST_F(ApiTest, ViewsAreKeptAsTheyCame) {
  EXPECT_EQ(read("/api/views/dibao_household")["views"], Document::array());
  const Document views = {{{"name", "在享"}, {"state", "receiving"}}};
  EXPECT_EQ(post("/api/views/dibao_household", {{"views", views}}).status, 200);
  EXPECT_EQ(read("/api/views/dibao_household")["views"], views);
  EXPECT_EQ(post("/api/views/dibao_household", {{"views", {std::string(20'000, 'x')}}}).status, 400);
}

TEST_F(ApiTest, AFileIsLookedAtMappedAndImported) {
  const std::string csv =
      "姓名,身份证,住址,household_kind,category,member_count,insured_count\n"
      "张三,11010519491231002X,保俶路,urban,A,1,1\n李四,330106195210145834,文三路,rural,B,x,1\n";
  const auto tried =
      Document::parse(post("/api/import", {{"form", kForm}, {"name", "a.csv"}, {"data", base64(csv)}}).body);
  EXPECT_EQ(tried["columns"][0], (Document{{"header", "姓名"}, {"field", nullptr}}));
  EXPECT_EQ(tried["fault_count"], 3);
  const Document mapping = {{"姓名", "householder"}, {"身份证", "id_number"}, {"住址", "address"}};
  const auto mapped =
      Document::parse(post("/api/import", {{"form", kForm}, {"token", tried["token"]}, {"mapping", mapping}}).body);
  EXPECT_EQ(mapped["fault_count"], 1);
  EXPECT_EQ(mapped["faults"][0]["row"], 3);
  EXPECT_EQ(mapped["faults"][0]["field"], "member_count");
  EXPECT_EQ(mapped["preview"][0][1], "1101**********002X");
  const auto right = std::string(csv).replace(csv.find(",x,"), 3, ",3,");
  const auto good =
      Document::parse(post("/api/import", {{"form", kForm}, {"data", base64(right)}, {"mapping", mapping}}).body);
  EXPECT_EQ(good["new"], 2);
  EXPECT_TRUE(read("/api/records/dibao_household")["records"].empty()) << "looked at, not written";
  EXPECT_EQ(post("/api/import/commit", {{"token", tried["token"]}, {"mapping", mapping}}).status, 400)
      << "the newest alone";
  const Document commit = {{"token", good["token"]}, {"mapping", mapping}};
  EXPECT_EQ(Document::parse(post("/api/import/commit", commit).body)["new"], 2);
  EXPECT_EQ(read("/api/records/dibao_household")["records"].size(), 2u);
  EXPECT_EQ(post("/api/import/commit", commit).status, 400) << "once";
}

TEST_F(ApiTest, AnExportHoldsWhatWasChosenMaskedAndCanBeImportedAgain) {
  create(household("张三"));
  auto other = household("李四");
  other["id_number"] = "330106195210145834";
  create(other);
  const auto file = get("/api/export/dibao_household?search=ls");
  EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
  EXPECT_NE(file.body.find("李四"), std::string::npos);
  EXPECT_EQ(file.body.find("张三"), std::string::npos);
  EXPECT_EQ(file.body.find("330106195210145834"), std::string::npos);
  const auto again = Document::parse(post("/api/import", {{"form", kForm}, {"data", base64(file.body)}}).body);
  EXPECT_EQ(again["same"], 1);
  EXPECT_EQ(again["fault_count"], 0);
}

TEST_F(ApiTest, ARevealIsWrittenDownBeforeItIsShown) {
  const auto id = create(household("张三"));
  const auto shown =
      Document::parse(post("/api/reveal", {{"id", id}, {"field", "id_number"}, {"reason", "核对"}}).body);
  EXPECT_EQ(shown["value"], "11010519491231002X");
  const auto noted = *reveals(*store_, 10);
  ASSERT_EQ(noted.size(), 1u);
  EXPECT_EQ(noted[0].reveal.object, id + " id_number: 核对");
}

TEST_F(ApiTest, UnitsAreThoseOfTheOwnArea) {
  const auto own = read("/api/units")["units"];
  EXPECT_EQ(own[0]["code"], "330106000000");
  EXPECT_GT(own.size(), 5u);
  EXPECT_TRUE(read("/api/units?under=330105")["units"].empty());
  const auto some = read("/api/units?search=bs")["units"];
  EXPECT_FALSE(some.empty());
  for (const auto& unit : some) {
    EXPECT_TRUE(unit["code"].get<std::string>().starts_with("330106"));
  }
}

TEST_F(ApiTest, HostileBodiesAreRefused) {
  const auto status = [this](const std::string& target, const std::string& body) {
    return service_->answer({"POST", target, {}, body}).status;
  };
  const std::string deep =
      "{\"form\":\"dibao_household\",\"fields\":" + std::string(400'000, '[') + std::string(400'000, ']') + "}";
  std::string many = "{\"form\":\"dibao_household\",\"fields\":{\"a\":1";
  for (int i = 0; i < 20'000; ++i) many += ",\"f" + std::to_string(i) + "\":1";
  many += "}}";
  for (const auto* target : {"/api/record", "/api/check", "/api/drafts", "/api/import", "/api/views/dibao_household"}) {
    for (const std::string& body :
         {deep, many, std::string(), std::string("[]"), std::string("{\"form\":1}"), std::string("{\"form\":\"x\"}"),
          std::string("{\"form\":\"dibao_household\",\"fields\":{\"householder\":{\"a\":1}},\"data\":1,\"key\":2}"),
          std::string("{\"form\":\"dibao_household\",\"fields\":[1]}"), std::string("\xff\xfe{}")}) {
      EXPECT_EQ(status(target, body), 400) << target << ' ' << body.substr(0, 60);
    }
  }
  EXPECT_EQ(get("/api/records/dibao_household?limit=0").status, 400);
  EXPECT_EQ(get("/api/records/dibao_household?only=all").status, 400);
  EXPECT_EQ(get("/api/records/dibao_household?search=%FF%FE").status, 400);
  EXPECT_EQ(get("/api/records/dibao_household?search=x&after=-1").status, 400);
  EXPECT_EQ(get("/api/record/0199f0c2-7b1a-7c3d-8e4f-001122334455").status, 404);
  EXPECT_EQ(get("/api/nothing").status, 404);
}

TEST_F(ApiTest, MessagesAreInTheLanguageOfThePage) {
  const auto ask = [this](const char* language) {
    return Document::parse(
               service_->answer({"GET", "/api/forms/nothing", {{"accept-language", language}}, {}}).body)["message"]
        .get<std::string>();
  };
  EXPECT_NE(ask("zh-CN,zh;q=0.9"), ask("en"));
}

}  // namespace
}  // namespace minsync
