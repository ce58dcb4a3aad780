// The table of Hangzhou 2016, from records to cells and files.
#include "hub/publication/content.h"

#include "hub/publication/cells.h"
#include "hub/publication/files.h"
#include "tests/unit/publication/publication_fixture.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

class ContentTest : public PublicationTest {
 protected:
  void SetUp() override {
    PublicationTest::SetUp();
    import("hangzhou-2016");
  }
  Json row(int number) {
    const auto told = content();
    for (const auto& one : told["books"][0]["rows"]) {
      if (one["number"] == number) return one;
    }
    return nullptr;
  }
  std::string cell(int number, std::size_t column) { return row(number)["cells"][column].get<std::string>(); }
  static Json without_ranking(Json content) {
    content["books"][0]["ranking"] = Json::array();
    return content;
  }
  // A draft as it goes into files.
  Json document() { return draft_document(*store_, content(), std::nullopt).value(); }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(ContentTest, TheColumnsAreThoseOfThePublishedTable) {
  EXPECT_EQ(content().at("columns"),
            Json::array({"目标(指标)名称", "考核内容及指标", "完成情况", "累计完成", "工作量", "项目清单"}));
  EXPECT_EQ(10u, content()["books"][0]["rows"].size());
  EXPECT_EQ("2016-12-31", content()["as_of"]);
}

TEST_F(ContentTest, StarsStandWhereTheSourceHasThem) {
  EXPECT_EQ("*完善社会保障体系", cell(1, 0));
  EXPECT_TRUE(cell(1, 1).starts_with("提高城乡最低生活保障标准")) << cell(1, 1);
  EXPECT_EQ("养老为老服务", cell(2, 0));
  EXPECT_TRUE(cell(2, 1).starts_with("*改进完善为老服务措施"));
  EXPECT_TRUE(cell(3, 1).ends_with("(123家)的40.65%。【为民办实事项目】")) << cell(3, 1);
  EXPECT_FALSE(holds(cell(4, 1), "*") || holds(cell(4, 1), "为民办实事"));
  EXPECT_EQ("双拥工作", cell(5, 0));
}

TEST_F(ContentTest, FiguresOfTheSourceStandInTheirColumnsRawRateBesidePublished) {
  EXPECT_TRUE(holds(cell(4, 2), "新增养老机构床位：5380张（目标 5250张）。其中民营机构床位4781张")) << cell(4, 2);
  EXPECT_TRUE(holds(cell(4, 2), "投入资金1.88亿元"));
  EXPECT_EQ("100%", cell(4, 3));
  EXPECT_EQ(
      "新增养老机构床位 5380张/5250张，完成率 102.48%\n居家养老政府购买服务人数 105000人/92000人，完成率 "
      "114.13%\n工作事项 2 项，完成 2 项",
      cell(4, 4));
  EXPECT_EQ("深化公办养老机构改革项目清单", cell(4, 5));
  EXPECT_TRUE(holds(cell(3, 2), "占需要进行消防设施改造提升的养老机构（123家）的 40.65%")) << cell(3, 2);
  EXPECT_TRUE(holds(cell(7, 4), "低保人口占比 1.68%/1.5%，完成率 112%")) << cell(7, 4);
}

TEST_F(ContentTest, WhatNobodyReportedIsSaidToBeNotReportedThoughTheRowIsPublished) {
  EXPECT_TRUE(holds(cell(7, 2), "5.低保对象公示：未报告")) << cell(7, 2);
  EXPECT_EQ("100%", cell(7, 3));
  EXPECT_TRUE(cell(7, 4).ends_with("工作事项 4 项，完成 3 项，未报告 1 项")) << cell(7, 4);
  EXPECT_FALSE(row(7)["sample"]);
}

TEST_F(ContentTest, ARowWithoutAPublishedRateHasNoneMadeUp) {
  TargetItem item;
  item.heading = item.text = "社会事务";
  const TargetIndicator deed;
  IndicatorProgress done;
  done.text = TextState::done;
  done.raw_rate = kFullRate;
  EXPECT_EQ("未报告", published_cells(item, false, {{&deed, &done}})[3]);
}

TEST_F(ContentTest, TheRankingIsThereOnceTargetsAreAllottedAndSampleDataAreMarked) {
  EXPECT_TRUE(content()["books"][0]["ranking"].empty());
  EXPECT_EQ("", published_ranking_csv(document()));
  import("hangzhou-2016-counties-sample");
  const Json book = content()["books"][0];
  ASSERT_EQ(13u, book["ranking"].size());
  EXPECT_EQ(1, book["ranking"][0]["rank"]);
  EXPECT_TRUE(book["ranking"][0]["sample"]);
  EXPECT_TRUE(holds(book["notice"], "示例数据")) << book["notice"];
  EXPECT_TRUE(holds(published_ranking_csv(document()), "示例数据"));
  EXPECT_TRUE(holds(published_page(document()), book["notice"]));
  EXPECT_FALSE(row(4)["sample"]) << "the city's own results are no sample";
}

TEST_F(ContentTest, DifferencesNameEachPlaceAlsoOnesThatAreGone) {
  import("hangzhou-2016-counties-sample");
  const auto before = content();
  auto now = before;
  now["as_of"] = "2016-12-30";
  now["books"][0]["rows"].erase(9);
  now["books"][0]["ranking"][0]["score"] = "1.00";
  const auto found = content_differences(before, now);
  ASSERT_EQ(3u, found.size()) << found;
  EXPECT_EQ("as_of", found[0]["column"]);
  EXPECT_EQ("score", found[1]["column"]);
  EXPECT_EQ("1.00", found[1]["now"]);
  EXPECT_EQ("坟墓整治与惠民殡葬", found[2]["name"]);
  EXPECT_EQ("whole", found[2]["column"]);
  EXPECT_TRUE(found[2]["now"].is_null());
  EXPECT_EQ(13u, content_differences(without_ranking(before), before).size()) << "each county is new as a whole";
  EXPECT_TRUE(content_differences(before, before).empty());
  auto behind = before;
  behind["books"][0]["rows"][0]["indicators"][0]["base"] = "7";
  EXPECT_EQ("other", content_differences(before, behind).at(0).at("column"));
  auto rule = before;
  rule["books"][0]["scoring"]["bonus"] = "9.00";
  EXPECT_EQ("scoring", content_differences(before, rule).at(0).at("column"));
}

TEST_F(ContentTest, CsvOpensInSpreadsheetsAndNoCellIsAFormula) {
  auto made = document();
  auto& cells = made["content"]["books"][0]["rows"][0]["cells"];
  cells = {"=1+1", "@SUM(A1)", "-1", "+2", "a \"b\", c\nd", "\tx"};
  const auto csv = published_csv(made);
  EXPECT_TRUE(
      csv.starts_with("\xEF\xBB\xBF\"目标(指标)名称\",\"考核内容及指标\",\"完成情况\",\"累计完成\",\"工作量\","
                      "\"项目清单\"\r\n"));
  EXPECT_TRUE(holds(csv, "\"'=1+1\",\"'@SUM(A1)\",\"'-1\",\"'+2\",\"a \"\"b\"\", c\nd\",\"'\tx\"\r\n")) << csv;
}

TEST_F(ContentTest, ThePageStandsAloneAndTextsAreNoMarkup) {
  auto made = document();
  made["content"]["books"][0]["rows"][0]["cells"][2] = "<script>alert(\"x\")</script>&";
  const auto page = published_page(made);
  EXPECT_FALSE(holds(page, "<script")) << "no script, typed or ours";
  EXPECT_TRUE(holds(page, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;"));
  for (const char* elsewhere : {"http:", "https:", "src=", "href=", "url("}) EXPECT_FALSE(holds(page, elsewhere));
  EXPECT_TRUE(holds(page, "rowspan=\"3\"")) << "three rows stand under 养老为老服务";
  EXPECT_TRUE(holds(page, "@media print"));
  EXPECT_TRUE(holds(page, "预览稿")) << "nobody confirmed it yet";
}

TEST_F(ContentTest, WhoPreparedAndConfirmedIsNotOnThePageThatGoesOut) {
  publish(content());
  const auto files = published_files(published(1).document);
  ASSERT_EQ(2u, files.size());
  EXPECT_EQ("2016-1.html", files[0].name);
  EXPECT_EQ("2016-1.csv", files[1].name);
  EXPECT_TRUE(holds(files[0].text, "公布编号：2016-1"));
  EXPECT_FALSE(holds(files[0].text, "预览稿"));
  for (const auto& file : files) EXPECT_FALSE(holds(file.text, "fa1") || holds(file.text, "shen"));
}

TEST(PersonalNumbersTest, IdentityAndMobileNumbersAreMaskedAndFiguresAreNot) {
  EXPECT_EQ("张三 3301**********0027，电话138****8000",
            without_personal_numbers("张三 330106199003070027，电话13800138000"));
  EXPECT_EQ("3301**********002X", without_personal_numbers("33010619900307002X"));
  for (const char* figure :
       {"82475户、121359人", "索引号 002489524/2017-00890", "杭民发〔2016〕223号", "28000138000", ""}) {
    EXPECT_EQ(figure, without_personal_numbers(figure));
  }
}

}  // namespace
}  // namespace minsync
