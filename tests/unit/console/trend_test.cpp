// Figures over the years, of books as they are imported.
#include "hub/target_records/book_import.h"
#include "hub/target_records/book_records.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleTrendTest : public ConsoleTest {
 protected:
  void SetUp() override {
    ConsoleTest::SetUp();
    govern();
    reviewer_ = logged_in("shenhe");
  }
  void import(const std::string& file, std::int32_t year) {
    const auto known = context();
    const auto book = open_target_book(file, read_stored_books(*store_, known, year).value(), year).value();
    write([&](HubStore& s) -> Status {
      MINSYNC_TRY(import_target_book(s, known, *identity_, book, year));
      return {};
    });
  }
  Json trend(const std::string& org = "") {
    const auto answer = get(reviewer_, "trend", {{"org", org}});
    EXPECT_EQ(answer.status, 200) << answer.json;
    return answer.json;
  }
  static Json named(const Json& lines, const char* member, const std::string& value) {
    for (const auto& line : lines) {
      if (line[member] == value) return line;
    }
    return nullptr;
  }

  Browser reviewer_;
};

TEST_F(ConsoleTrendTest, WithoutTargetsThereIsNothing) {
  EXPECT_EQ(trend(), (Json{{"years", Json::array()}, {"indicators", Json::array()}, {"scores", Json::array()}}));
}

TEST_F(ConsoleTrendTest, AnIndicatorOfAPlanIsOneLineThoughItsKeyHasTheYear) {
  for (const int year : {2020, 2017, 2018, 2019}) import("hangzhou-2016-2020", year);
  const auto found = trend();
  EXPECT_EQ(found["years"], Json({2017, 2018, 2019, 2020}));
  const auto line = named(found["indicators"], "key", "community_governance");
  ASSERT_FALSE(line.is_null()) << found;
  std::vector<std::pair<int, std::string>> targets;
  for (const auto& point : line["points"]) targets.emplace_back(point["year"], point["target"]);
  EXPECT_EQ(targets,
            (std::vector<std::pair<int, std::string>>{{2017, "25"}, {2018, "55"}, {2019, "80"}, {2020, "99"}}));
  // A year whose target is a sentence has no figure.
  EXPECT_EQ(named(found["indicators"], "key", "subsidised_elderly")["points"].size(), 1u);
}

TEST_F(ConsoleTrendTest, ACountyHasItsOwnFiguresAndScore) {
  import("hangzhou-2016", 2016);
  import("hangzhou-2016-counties-sample", 2016);
  const auto city = trend(), county = trend("330106");
  EXPECT_EQ(city["scores"].size(), 13u);
  ASSERT_EQ(county["scores"].size(), 1u);
  EXPECT_EQ(county["scores"][0]["name"], "西湖区");
  EXPECT_EQ(county["scores"][0], named(city["scores"], "org", "330106000000"));
  EXPECT_TRUE(county["scores"][0]["points"][0]["sample"]);
  const auto ranked = get(reviewer_, "rank", {{"year", "2016"}}).json["ranking"];
  EXPECT_EQ(county["scores"][0]["points"][0]["score"], named(ranked, "org", "330106000000")["score"]);
  EXPECT_EQ(get(reviewer_, "trend", {{"org", "999999"}}).json["years"], Json::array());
}

}  // namespace
}  // namespace minsync
