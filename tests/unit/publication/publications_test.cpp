// Prepared, confirmed by another one, frozen, numbered, restated.
#include "hub/publication/publications.h"

#include "hub/publication/content.h"
#include "tests/unit/publication/publication_fixture.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

// The same content with another figure for one row.
Json with_cell(Json content, std::size_t row, std::size_t column, const std::string& text) {
  content["books"][0]["rows"][row]["cells"][column] = text;
  return content;
}

class FrozenTest : public PublicationTest {
 protected:
  void SetUp() override {
    PublicationTest::SetUp();
    import("hangzhou-2016");
  }
};

TEST_F(FrozenTest, OnePersonPreparesAndAnotherOneWithTheRightPublishes) {
  std::uint64_t number = 0;
  EXPECT_EQ("users.may_not", prepare(content(), shen_, number));
  EXPECT_EQ("", prepare(content(), fa1_, number));
  EXPECT_TRUE(*is_publication_request(*store_, number));
  EXPECT_EQ("users.own_request", confirm(number, fa1_));
  EXPECT_EQ("users.may_not", confirm(number, xitong_));
  EXPECT_TRUE(store_->publications().numbers()->empty());
  EXPECT_EQ("", confirm(number, fa2_));
  EXPECT_EQ("users.no_open_request", confirm(number, shen_));

  const auto first = published(1);
  EXPECT_EQ("2016-1", first.document["number"]);
  EXPECT_EQ("fa1", first.document["prepared"]["by"]);
  EXPECT_EQ("fa2", first.document["confirmed"]["by"]);
  EXPECT_EQ(content(), first.document["content"]);
  EXPECT_EQ(sha256(canonical(first.document)), first.hash);
  EXPECT_FALSE(*store_->publications().draft(number));
}

TEST_F(FrozenTest, WhatWasAskedForTwiceIsOneRequestAndLastsADay) {
  std::uint64_t first = 0, other = 0;
  ASSERT_EQ("", prepare(content(), fa1_, first));
  EXPECT_EQ("publication.request_waits", prepare(content(), fa1_, other));
  EXPECT_TRUE(waiting_draft(*store_, first, kNow + kRequestLastsMs - 1)->has_value());
  EXPECT_FALSE(waiting_draft(*store_, first, kNow + kRequestLastsMs)->has_value());
  EXPECT_EQ("users.no_open_request", confirm(first, fa2_, kNow + kRequestLastsMs));
  ASSERT_EQ("", prepare(content(), fa2_, other, kNow + kRequestLastsMs));
  EXPECT_EQ(std::vector<std::uint64_t>{other}, *store_->publications().drafts());
}

TEST_F(FrozenTest, WhatIsPublishedIsWhatWasPreparedAndLaterChangesOfDataDoNotReachIt) {
  const auto before = content();
  std::uint64_t number = 0;
  ASSERT_EQ("", prepare(before, fa1_, number));
  import("hangzhou-2016-counties-sample");
  ASSERT_NE(before, content());
  ASSERT_EQ("", confirm(number, shen_));
  EXPECT_EQ(before, published(1).document["content"]);
  const auto bytes = (*store_->publications().find({kYear, 1}))->body;
  publish(content());
  EXPECT_EQ(bytes, (*store_->publications().find({kYear, 1}))->body);
}

TEST_F(FrozenTest, ARestatementHasTheNextNumberAndListsWhatDiffers) {
  const auto before = content();
  publish(before);
  EXPECT_TRUE(published(1).document["differences"].empty());
  EXPECT_TRUE(published(1).document["before"].is_null());
  publish(with_cell(before, 3, 3, "99%"));
  const auto second = published(2);
  EXPECT_EQ("2016-2", second.document["number"]);
  EXPECT_EQ("2016-1", second.document["before"]["number"]);
  EXPECT_EQ(Json(hex(published(1).hash)), second.document["before"]["sha256"]);
  EXPECT_EQ(second.document["differences"], Json::array({{{"part", "rows"},
                                                          {"book", "hangzhou-2016"},
                                                          {"key", "004"},
                                                          {"name", "公办养老机构改革与居家养老"},
                                                          {"column", "累计完成"},
                                                          {"was", "100%"},
                                                          {"now", "99%"}}}));
}

TEST_F(FrozenTest, TheSameIsNotPublishedAgainNotEvenWhenTwoPreparedIt) {
  std::uint64_t first = 0, second = 0;
  ASSERT_EQ("", prepare(content(), fa1_, first));
  ASSERT_EQ("", prepare(content(), fa2_, second));
  ASSERT_EQ("", confirm(first, shen_));
  EXPECT_EQ("publication.nothing_new", confirm(second, shen_));
  EXPECT_EQ("publication.nothing_new", prepare(content(), fa1_, first));
  EXPECT_EQ(1u, store_->publications().numbers()->size());
}

TEST_F(FrozenTest, WithoutPersonsItIsPublishedAtOnceAndNobodyIsNamed) {
  write([&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto made, publish_alone(s, content(), kNow));
    EXPECT_TRUE(made.document.at("confirmed").at("by").is_null());
    return {};
  });
  EXPECT_EQ("2016-1", published(1).document["number"]);
}

TEST_F(FrozenTest, WhatWasAlteredBehindTheHubsBackIsFound) {
  const auto before = content();
  publish(before);
  publish(with_cell(before, 0, 3, "98%"));
  EXPECT_EQ(2u, *check_publications(*store_));
  // A third one that leads on from the second, and that nobody wrote down.
  auto forged = published(2).document;
  forged["number"] = "2016-3";
  forged["before"] = {{"number", "2016-2"}, {"sha256", hex(published(2).hash)}};
  write([&](HubStore& s) { return s.publications().put({{kYear, 3}, canonical(forged), sha256(canonical(forged))}); });
  EXPECT_EQ("publication.altered", check_publications(*store_).error().id);
  // A number that does not stand in the document.
  write([&](HubStore& s) { return s.publications().put({{kYear, 4}, canonical(forged), sha256(canonical(forged))}); });
  EXPECT_EQ("publication.altered", find_publication(*store_, {kYear, 4}).error().id);
  // Other bytes than those of the hash.
  forged["number"] = "2016-5";
  write([&](HubStore& s) { return s.publications().put({{kYear, 5}, canonical(forged), sha256("other")}); });
  EXPECT_EQ(FaultKind::integrity, find_publication(*store_, {kYear, 5}).error().kind);
}

TEST_F(FrozenTest, AYearWithoutTargetsHasNothingToPublish) {
  EXPECT_EQ("targets.none_of_year", current_content(*store_, context(), 2031, 0).error().id);
}

TEST(PublicationNumberTest, IsReadAsItIsWritten) {
  EXPECT_EQ("2016-12", number_text(*read_publication_number("2016-12")));
  for (const char* text : {"", "-", "2016", "2016-", "2016-0", "2016-01", "02016-1", "+2016-1", "2016-1 ", "2016--1",
                           "2016-99999999999", "x-1"}) {
    EXPECT_FALSE(read_publication_number(text)) << text;
  }
}

}  // namespace
}  // namespace minsync
