// Registers, conflicts and the log as the console shows and changes them.
#include "hub/users/two_persons.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleRecordsTest : public ConsoleTest {
 protected:
  void SetUp() override {
    ConsoleTest::SetUp();
    govern();
    reviewer_ = logged_in("shenhe");
  }

  // A record of its own with these texts, by the township.
  std::string enter(std::uint8_t number, std::vector<std::pair<const char*, std::string>> texts) {
    const Form& household = form("dibao_household");
    std::vector<Edit> edits{set(a_, household, texts[0].first, texts[0].second)};
    edits[0].record = RecordId{review_test::uuid(number)};
    for (std::size_t i = 1; i < texts.size(); ++i) {
      edits[0].changes.push_back({group(household, texts[i].first), Base{}, {texts[i].second}, {}, {}});
    }
    send(a_, edits);
    return edits[0].record.value.text();
  }
  // Township and county write the same field from the same base; the county later. Gives the conflict's id.
  std::string disagree(std::uint8_t number, const char* field) {
    const Form& household = form("dibao_household");
    const auto id = enter(number, {{field, "old"}});
    const RecordId record{review_test::uuid(number)};
    const auto version = store_->records().load(household, record).value()->state.version;
    auto mine = set(a_, household, field, std::string("A"), version, {std::string("old")});
    auto theirs = set(b_, household, field, std::string("B"), version, {std::string("old")});
    const bool review = household.group_of(household.field(field)->number).policy == MergePolicy::review;
    for (auto* edit : {&mine, &theirs}) {
      edit->record = record;
      if (!review) edit->changes[0].displayed.clear();
    }
    send(b_, {theirs});
    send(a_, {mine});
    return id + ":" + std::to_string(group(household, field).value);
  }
  Json records(std::map<std::string, std::string> query) {
    return get(reviewer_, "records/dibao_household", query).json;
  }
  std::string value(const std::string& record, const char* field) {
    return get(reviewer_, "record/" + record.substr(0, 36)).json["fields"][field];
  }

  Browser reviewer_;
};

TEST_F(ConsoleRecordsTest, ARegisterComesInPagesThatGoOnWhereTheLastOneEnded) {
  for (std::uint8_t i = 1; i <= 5; ++i) enter(i, {{"householder", "张三"}});
  const auto first = records({{"limit", "2"}});
  EXPECT_EQ(first["records"].size(), 2u);
  EXPECT_EQ(first["total"], 5);
  const auto second = records({{"limit", "2"}, {"after", first["next"]}});
  const auto third = records({{"limit", "2"}, {"after", second["next"]}});
  EXPECT_EQ(third["records"].size(), 1u);
  EXPECT_EQ(third["next"], nullptr);
  std::set<std::string> ids;
  for (const auto& page : {first, second, third}) {
    for (const auto& one : page["records"]) ids.insert(one["id"]);
  }
  EXPECT_EQ(ids.size(), 5u);
}

TEST_F(ConsoleRecordsTest, ASearchFindsPartsOfTextsAndOnlyTheWholeOfWhatIsMasked) {
  enter(1, {{"householder", "张三"}, {"phone", "13800138000"}});
  enter(2, {{"householder", "李四"}, {"phone", "13800138001"}});
  EXPECT_EQ(records({{"search", "张"}})["records"].size(), 1u);
  EXPECT_EQ(records({{"search", "13800138001"}})["records"].size(), 1u);
  EXPECT_EQ(records({{"search", "138"}})["records"].size(), 0u);
  EXPECT_EQ(records({{"where", "${householder} = '李四'"}})["records"].size(), 1u);
  EXPECT_EQ(get(reviewer_, "records/dibao_household", {{"where", "${nothing} = 1"}}).status, 400);
  EXPECT_EQ(records({{"org", "330110"}})["records"].size(), 0u);
  EXPECT_EQ(records({{"org", "330106"}})["records"].size(), 2u);
}

TEST_F(ConsoleRecordsTest, SensitiveValuesAreMaskedUntilTheyAreRevealedAndThatIsWrittenDown) {
  const auto id = enter(1, {{"householder", "张三"}, {"phone", "13800138000"}});
  const auto masked = get(reviewer_, "record/" + id, {{"history", "1"}});
  EXPECT_EQ(masked.json.dump().find("13800138000"), std::string::npos);
  EXPECT_EQ(records({})["records"].dump().find("13800138000"), std::string::npos);
  EXPECT_EQ(entries(AuditAction::values_revealed), 0u);
  EXPECT_EQ(post(reviewer_, "reveal", {{"id", id}, {"reason", "  "}}).status, 400);
  EXPECT_EQ(entries(AuditAction::values_revealed), 0u);
  const auto whole = post(reviewer_, "reveal", {{"id", id}, {"history", true}, {"reason", "a call back"}});
  EXPECT_EQ(whole.json["fields"]["phone"], "13800138000");
  EXPECT_EQ(last_entry(), "values_revealed user shenhe " + id);
  EXPECT_EQ(post(logged_in("fabu"), "reveal", {{"id", id}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(post(reviewer_, "reveal", {{"id", review_test::uuid(77).text()}, {"reason", "x"}}).status, 404);
  EXPECT_EQ(entries(AuditAction::values_revealed), 1u);
}

TEST_F(ConsoleRecordsTest, TheSameChoiceIsMadeForManyAndOneThatCannotBeDoesNotKeepTheOthers) {
  const auto one = disagree(1, "survey_opinion"), two = disagree(2, "survey_opinion");
  const auto list = get(reviewer_, "conflicts", {{"limit", "1"}}).json;
  EXPECT_EQ(list["total"], 2);
  EXPECT_EQ(list["conflicts"][0]["id"], one);
  EXPECT_EQ(list["conflicts"][0]["base"]["value"], "old");
  EXPECT_EQ(get(reviewer_, "conflicts", {{"after", list["next"]}}).json["conflicts"][0]["id"], two);

  auto items = Json::array();
  for (const auto& id : {one, review_test::uuid(77).text() + ":1", two}) {
    items.push_back({{"id", id}, {"keep", "incoming"}});
  }
  const auto done = post(reviewer_, "conflicts/resolve", {{"items", items}, {"reason", "checked by phone"}}).json;
  EXPECT_EQ(done["done"], 2);
  EXPECT_EQ(done["results"][1]["done"], false);
  EXPECT_FALSE(done["results"][1]["message"].get<std::string>().empty());
  EXPECT_EQ(get(reviewer_, "conflicts").json["total"], 0);
  EXPECT_EQ(value(one, "survey_opinion"), "A");
  EXPECT_EQ(entries(AuditAction::conflict_decided), 2u);
  EXPECT_EQ(last_entry(), "conflict_decided user shenhe " + two);
  const auto history = get(reviewer_, "record/" + one.substr(0, 36), {{"history", "1"}}).json["history"];
  EXPECT_EQ(history[0]["note"], "checked by phone");
}

TEST_F(ConsoleRecordsTest, AValueThatIsTypedIsCheckedAndAMaskIsNoValue) {
  const auto id = disagree(1, "survey_opinion");
  const auto decide = [&](const Json& item) {
    auto whole = item;
    whole["id"] = id;
    return post(reviewer_, "conflicts/resolve", {{"items", {whole}}, {"reason", "x"}});
  };
  EXPECT_EQ(decide({{"keep", "all"}}).status, 400);
  EXPECT_EQ(decide({{"keep", "value=x"}}).status, 400);
  EXPECT_EQ(post(reviewer_, "conflicts/resolve", {{"items", Json::array()}, {"reason", " \n"}}).status, 400);
  EXPECT_EQ(get(reviewer_, "conflicts").json["total"], 1);
  EXPECT_EQ(decide({{"keep", "value"}, {"value", "C"}}).json["done"], 1);
  EXPECT_EQ(value(id, "survey_opinion"), "C");
}

TEST_F(ConsoleRecordsTest, AnOverwrittenValueIsANoticeAndCanBePutBackFromThere) {
  const auto id = disagree(1, "address").substr(0, 36);
  EXPECT_EQ(get(reviewer_, "conflicts").json["total"], 0);
  const std::map<std::string, std::string> query = {
      {"form", "dibao_household"}, {"org", "330106"}, {"kind", "overwritten"}};
  const auto notice = get(reviewer_, "notices", query).json["notices"].at(0);
  EXPECT_EQ(notice["record"], id);
  const auto line = notice["lines"].at(0);
  EXPECT_EQ(line["field"], "address");
  EXPECT_EQ(line["kept"]["value"], value(id, "address"));
  EXPECT_EQ(line["kept"]["org"], "330106000000");
  EXPECT_NE(line["kept"]["org_name"], "");
  EXPECT_EQ(line["state"], "stands");
  EXPECT_EQ(line["returnable"], true);
  const Json body = {
      {"id", id}, {"version", line["aside"]["version"]}, {"field", line["field"]}, {"reason", "it was right"}};
  EXPECT_EQ(post(reviewer_, "record/put-back", body).status, 200);
  EXPECT_EQ(Json(value(id, "address")), line["aside"]["value"]);
  const auto after = get(reviewer_, "notices", query).json["notices"].at(0)["lines"].at(0);
  EXPECT_EQ(after["state"], "put_back");
  EXPECT_EQ(after["now"]["author"], "Bureau");
}

TEST_F(ConsoleRecordsTest, NoticesAreMaskedFilteredAndInPages) {
  for (std::uint8_t i = 1; i <= 3; ++i) disagree(i, "phone");
  const auto all = get(reviewer_, "notices").json;
  EXPECT_EQ(all["notices"].size(), 3u);
  EXPECT_NE(all["looked_back_to"], nullptr);
  std::set<std::string> seen;
  std::string after;
  do {
    const auto page = get(reviewer_, "notices", {{"limit", "1"}, {"after", after}}).json;
    for (const auto& one : page["notices"]) seen.insert(one["record"]);
    after = page["next"].is_null() ? "" : page["next"].get<std::string>();
  } while (!after.empty());
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_EQ(get(reviewer_, "notices", {{"kind", "parallel"}}).json["notices"].size(), 0u);
  EXPECT_EQ(get(reviewer_, "notices", {{"org", "330110"}}).json["notices"].size(), 0u);
  for (const auto& [name, bad] : std::map<std::string, std::string>{
           {"kind", "x"}, {"org", "330199"}, {"form", "none"}, {"after", "x"}, {"limit", "201"}}) {
    EXPECT_EQ(get(reviewer_, "notices", {{name, bad}}).status, 400) << name;
  }
  enter(9, {{"phone", "13800138000"}});
  const RecordId record{review_test::uuid(9)};
  const auto version = store_->records().load(form("dibao_household"), record).value()->state.version;
  auto mine = set(a_, form("dibao_household"), "address", std::string("A"), version);
  auto theirs = set(b_, form("dibao_household"), "phone", std::string("13800138009"), version);
  for (auto* edit : {&mine, &theirs}) edit->record = record;
  send(b_, {theirs});
  send(a_, {mine});
  const auto text = get(reviewer_, "notices", {{"kind", "parallel"}}).json.dump();
  EXPECT_NE(text.find("138****8009"), std::string::npos) << text;
  EXPECT_EQ(text.find("13800138009"), std::string::npos);
}

TEST_F(ConsoleRecordsTest, SeveralValuesThatStandOverwrittenArePutBackAtOnce) {
  const auto id = disagree(1, "address");
  const auto before = value(id, "address");
  EXPECT_EQ(post(reviewer_, "notices/restore", {{"ids", {id}}, {"reason", "it was right"}}).json["done"], 1);
  EXPECT_NE(value(id, "address"), before);
}

TEST_F(ConsoleRecordsTest, AnEarlierValueIsPutBackByWhoMayDecideAndThatIsWrittenDown) {
  (void)disagree(1, "address");
  const auto id = review_test::uuid(1).text();
  const auto history = get(reviewer_, "record/" + id, {{"history", "1"}}).json["history"];
  const std::string first = history.back()["values"]["address"];
  const Json wanted{{"id", id}, {"version", history.back()["version"]}, {"field", "address"}, {"reason", "by mistake"}};
  EXPECT_EQ(post(logged_in("fabu"), "record/put-back", wanted).status, 403);
  const auto done = post(reviewer_, "record/put-back", wanted);
  ASSERT_EQ(done.status, 200) << done.json.dump();
  EXPECT_EQ(value(id, "address"), first);
  EXPECT_EQ(last_entry(), "conflict_decided user shenhe " + id);
  const auto after = get(reviewer_, "record/" + id, {{"history", "1"}}).json["history"];
  EXPECT_EQ(after.front()["note"], "by mistake");
  EXPECT_EQ(after.front()["version"], done.json["version"]);
  const auto again = post(reviewer_, "record/put-back", wanted);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(again.json["error"], "hub.stands_already");
  for (const char* member : {"id", "version", "field", "reason"}) {
    auto without = wanted;
    without.erase(member);
    EXPECT_EQ(post(reviewer_, "record/put-back", without).status, 400) << member;
  }
}

TEST_F(ConsoleRecordsTest, TheOverviewCountsWhatIsThereAndWhatWaitsByUnit) {
  disagree(1, "survey_opinion");
  enter(2, {{"householder", "李四"}});
  const auto city = get(reviewer_, "overview").json;
  EXPECT_EQ(city["total"]["total"], 2);
  EXPECT_EQ(city["total"]["records"], (Json{{"dibao_household", 2}}));
  const auto& rows = city["units"];
  const auto county = std::ranges::find(rows, "330106000000", [](const Json& row) { return row["code"]; });
  ASSERT_NE(county, rows.end());
  EXPECT_EQ((*county)["total"], 2);
  EXPECT_EQ((*county)["conflicts"], 1);
  EXPECT_EQ((*county)["devices"], 2);
  EXPECT_EQ((*county)["covered"], 1);
  EXPECT_GT((*county)["units"], 5);
  const auto below = get(reviewer_, "overview", {{"under", "330106"}}).json;
  EXPECT_EQ(below["own"]["devices"], 1);
  EXPECT_EQ(below["total"]["conflicts"], 1);
  EXPECT_EQ(below["units"][0]["covered"], nullptr);
  for (const char* code : {"330106002", "330000", "3301", "x", "999999"}) {
    EXPECT_EQ(get(reviewer_, "overview", {{"under", code}}).status, code == std::string("3301") ? 200 : 400) << code;
  }
}

TEST_F(ConsoleRecordsTest, TheLogIsReadInPagesByActorAndAction) {
  const auto auditor = logged_in("shenji");
  const auto all = get(auditor, "audit", {{"limit", "1"}}).json;
  EXPECT_EQ(all["entries"].size(), 1u);
  EXPECT_EQ(all["entries"][0]["text"].get<std::string>().empty(), false);
  const auto rest = get(auditor, "audit", {{"after", all["next"].dump()}}).json;
  EXPECT_EQ(rest["entries"].size() + 1, all["last"]);
  const auto one = get(auditor, "audit", {{"actor", "user shenji"}, {"action", "logged_in"}}).json;
  EXPECT_EQ(one["entries"].size(), 1u);
  EXPECT_EQ(get(auditor, "audit", {{"action", "nothing"}}).status, 400);
}

TEST_F(ConsoleRecordsTest, ARequestIsConfirmedByAnotherPersonOnly) {
  Request asked;
  write([&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(asked, minsync::ask(s, {TwoPersons::reveal, "record list dibao_household", {"x"}}, "shenhe", now()));
    return {};
  });
  const Json body = {{"number", asked.number}};
  EXPECT_EQ(post(reviewer_, "requests/approve", body).status, 403);
  EXPECT_EQ(post(logged_in("anquan"), "requests/approve", body).status, 403);
  add("another", UserRole::bureau_reviewer);
  const auto another = logged_in("another");
  EXPECT_EQ(get(another, "requests").json["requests"][0]["may_approve"], true);
  const auto approved = post(another, "requests/approve", body);
  EXPECT_EQ(approved.json["approved_by"], "another");
  EXPECT_EQ(last_entry(), "request_approved user another " + std::to_string(asked.number));
  EXPECT_EQ(post(another, "requests/approve", {{"number", "1"}}).status, 400);
}

}  // namespace
}  // namespace minsync
