#include "client/search/search_index.h"

#include <gtest/gtest.h>

#include <fstream>

#include "client/search/search_words.h"
#include "client/store/local_edits.h"
#include "tests/unit/client_users/store_fixture.h"

namespace minsync {
namespace {

class SearchIndexTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    form_ = forms_.find("dibao_household");
    index_.emplace(*SearchIndex::open(folder_.string()));
  }
  void TearDown() override {
    index_.reset();
    StoreFixture::TearDown();
  }
  RecordId create(const std::string& name) {
    auto transaction = Transaction::begin(database());
    const auto id =
        *LocalEdits(*store_, ++now_ms_).create(*form_, store_->enrolment().unit, {{householder(), name}}, "");
    EXPECT_TRUE(transaction->commit());
    return id;
  }
  // As the hub would: without an edit of this office.
  void rename(RecordId id, const std::string& name) {
    auto transaction = Transaction::begin(database());
    auto record = **store_->records().load(*form_, id);
    record.shown[householder()] = name;
    EXPECT_TRUE(store_->records().save(*form_, record, false));
    auto sync = *store_->sync_state();
    ++sync.receipt_cursor;
    EXPECT_TRUE(store_->set_sync_state(sync));
    EXPECT_TRUE(transaction->commit());
  }
  void follow(std::size_t most = 2) {
    for (;;) {
      const auto more = index_->follow(*store_, most, ++now_ms_);
      ASSERT_TRUE(more) << more.error().id;
      if (!*more) return;
    }
  }
  std::size_t found(const std::string& search) {
    RecordQuery query;
    query.search = search;
    return index_->find(*form_, query, 0, 100)->ids.size();
  }
  FieldNumber householder() const { return form_->field("householder")->number; }

  const Form* form_ = nullptr;
  std::optional<SearchIndex> index_;
  std::uint64_t now_ms_ = 1'800'000'000'000;
};

TEST_F(SearchIndexTest, ItLooksThroughEverythingAFewRecordsAtATime) {
  for (const auto* name : {"张三", "李四", "王五", "赵六", "张七"}) create(name);
  EXPECT_FALSE(index_->standing(*form_)->complete);
  follow();
  EXPECT_TRUE(index_->standing(*form_)->complete);
  EXPECT_EQ(index_->standing(*form_)->indexed, 5);
  EXPECT_EQ(found("张"), 2u);
  EXPECT_EQ(found("zl"), 1u);
  EXPECT_FALSE(*index_->follow(*store_, 2, now_ms_)) << "nothing has changed";
}

TEST_F(SearchIndexTest, WhatTheHubChangedOrTookAwayIsSeen) {
  const auto changed = create("张三");
  const auto gone = create("李四");
  follow();
  rename(changed, "王五");
  follow();
  EXPECT_EQ(found("张三"), 0u);
  EXPECT_EQ(found("ww"), 1u);
  auto transaction = Transaction::begin(database());
  ASSERT_TRUE(store_->records().erase(*form_, gone));
  ASSERT_TRUE(transaction->commit());
  rename(changed, "赵六");
  follow();
  EXPECT_EQ(found("李四"), 0u);
  EXPECT_EQ(index_->standing(*form_)->indexed, 1);
}

TEST_F(SearchIndexTest, AnOwnEditIsFoundWithoutLookingThroughAll) {
  create("张三");
  follow();
  create("李四");
  ASSERT_TRUE(index_->follow_own_edits(*store_, 10, now_ms_));
  EXPECT_EQ(found("ls"), 1u);
}

TEST_F(SearchIndexTest, WordsOfFormerStatesDoNotPileUp) {
  const auto id = create("张三");
  follow();
  database().script("PRAGMA synchronous=OFF");
  for (int i = 0; i < 2'050; ++i) {
    auto transaction = Transaction::begin(database());
    ASSERT_TRUE(LocalEdits(*store_, ++now_ms_).change(*form_, id, {{householder(), i % 2 == 0 ? "李四" : "张三"}}, ""));
    ASSERT_TRUE(transaction->commit());
    ASSERT_TRUE(index_->follow_own_edits(*store_, 10, now_ms_));
    // So that an edit need not be merged with all before it.
    if (i % 100 == 0) database().script("DELETE FROM outbox WHERE sequence < (SELECT max(sequence) FROM outbox)");
  }
  rename(id, "王五");
  follow();
  follow();
  EXPECT_EQ(found("ww"), 1u);
  EXPECT_EQ(index_->standing(*form_)->indexed, 1);
  auto index = *Database::open((folder_ / "search.db").string(), false);
  auto newest = *index.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'item_dibao_household'");
  ASSERT_TRUE(*newest.step());
  EXPECT_LT(newest.integer(0), 10) << "it began anew";
}

TEST_F(SearchIndexTest, ADamagedIndexIsMadeAnew) {
  create("张三");
  follow();
  index_.reset();
  std::ofstream(folder_ / "search.db", std::ios::trunc) << std::string(8192, '\x7f');
  index_.emplace(*SearchIndex::open(folder_.string()));
  EXPECT_EQ(found("zs"), 0u);
  follow();
  EXPECT_EQ(found("zs"), 1u);
}

TEST(SearchWordsTest, APhraseDoesNotReachFromOneTextToTheNext) {
  const auto forms = *FormCatalogue::load();
  const Form& form = *forms.find("dibao_household");
  StoredRecord record;
  record.shown[form.field("householder")->number] = "张三";
  record.shown[form.field("address")->number] = "四季路";
  const auto words = search_words(form, record);
  EXPECT_EQ(words.texts, "张三 三 \xee\x80\x80 四季 季路 路");
  EXPECT_EQ(words.initials, "zs s \xee\x80\x80 sj jl l");
}

TEST(SearchWordsTest, WhatIsTypedIsQuoted) {
  EXPECT_EQ(search_expression("张三"), "(texts : \"张三\")");
  EXPECT_EQ(search_expression("路"), "(texts : \"路\" *)");
  EXPECT_EQ(search_expression("zs"), "({texts initials} : \"zs\")");
  EXPECT_EQ(search_expression("\" OR *"), "({texts initials} : \"or\")");
  EXPECT_EQ(search_expression("5834"), "({texts initials} : \"58 83 34\" OR numbers : \"5834\")");
  EXPECT_EQ(search_expression(" ，z"), "");
  EXPECT_LT(search_expression(std::string(100'000, 'a')).size(), 1'000u);
}

}  // namespace
}  // namespace minsync
