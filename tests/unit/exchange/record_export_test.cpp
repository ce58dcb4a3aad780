#include "client/exchange/record_export.h"

#include "client/exchange/displayed_token.h"
#include "tests/unit/exchange/record_store.h"

namespace minsync {
namespace {

class RecordExportTest : public RecordStoreTest {
 protected:
  void SetUp() override {
    RecordStoreTest::SetUp();
    import(
        "householder,id_number,income_per_head,bank_name,account_name,bank_account,cause,aid_items_given,"
        "worker\n张三," +
        valid_id(1) + ",12.50,工行,张三,622202,illness study,3,王五\n");
    id_ = records(*household_).at(0).state.id;
  }
  std::filesystem::path exported(const ExportOptions& options = {}) {
    const auto path = folder_ / "out.csv";
    const auto count = export_records(*store_, *household_, path, options);
    EXPECT_TRUE(count);
    return path;
  }
  // The exported file with one piece of text replaced, as a user would do in a spreadsheet.
  std::filesystem::path changed(const std::string& from, const std::string& to) {
    auto text = text_of(exported());
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return file(text.replace(at, from.size(), to));
  }
  std::string now(const char* field) { return shown(*household_, records(*household_).at(0), field); }
  FieldValues value(const char* field, FieldValue what) {
    return {{household_->field(field)->number, std::move(what)}};
  }

  RecordId id_;
};

TEST_F(RecordExportTest, AnUnchangedExportChangesNothing) {
  for (const bool labels : {false, true}) {
    for (const auto encoding : {CsvEncoding::utf8, CsvEncoding::gb18030}) {
      ExportOptions options;
      options.encoding = encoding;
      if (labels) options.labels = Language::zh;
      const auto report = import(*household_, exported(options));
      EXPECT_EQ(report.unchanged, 1u) << labels;
      EXPECT_EQ(pending(), 1);
    }
  }
}

TEST_F(RecordExportTest, ACellThatWasLeftAloneDoesNotUndoWhatHappenedSince) {
  const auto path = changed("工行", "农行");
  edit(*household_, id_, value("worker", std::string("赵六")));
  EXPECT_EQ(import(*household_, path).changed, 1u);
  EXPECT_EQ(now("worker"), "赵六");
  EXPECT_EQ(now("bank_name"), "农行");
  EXPECT_EQ(now("bank_account"), "622202");
}

TEST_F(RecordExportTest, ACellThatWasEmptiedClearsItsField) {
  EXPECT_EQ(import(*household_, changed("王五", "")).changed, 1u);
  EXPECT_EQ(now("worker"), "");
}

TEST_F(RecordExportTest, AnEditStandsOnWhatTheExportDisplayed) {
  const auto path = changed("王五", "钱七");
  edit(*household_, id_, value("worker", std::string("赵六")));
  import(*household_, path);
  const auto edits = store_->edits_of(id_);
  ASSERT_EQ(edits->size(), 3u);
  const auto& base = edits->at(2).edit.changes.at(0).base;
  EXPECT_EQ(base.own, (std::vector<SequenceRange>{{Incarnation{1}, Sequence{1}, Sequence{1}}}));
}

TEST_F(RecordExportTest, ASumAddsTheDifferenceToWhatTheExportShowed) {
  const auto text = text_of(exported());
  edit(*household_, id_, value("aid_items_given", std::int64_t{10}));
  auto mine = text;
  const auto at = mine.find(",3,");
  ASSERT_NE(at, std::string::npos);
  import(*household_, file(mine.replace(at, 3, ",5,")));
  EXPECT_EQ(now("aid_items_given"), "12");
}

TEST_F(RecordExportTest, ATokenOfAnotherRowOrADamagedOneIsRefused) {
  const auto text = text_of(exported());
  const auto damaged = text.substr(0, text.size() - 6) + "AAAA\r\n";
  const auto report = import(*household_, file(damaged));
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].field, "_seen");
}

TEST_F(RecordExportTest, OwnEditsOfAnotherDeviceAreNoBasesHere) {
  const auto displayed = displayed_record(*store_, *household_, records(*household_).at(0));
  const auto& own = store_->enrolment();
  const auto token = displayed_token(*household_, id_, own.device, *displayed);
  const auto here = read_token(*household_, id_, own.device, token);
  const auto elsewhere = read_token(*household_, id_, DeviceId{}, token);
  ASSERT_TRUE(here && elsewhere);
  EXPECT_FALSE(here->record.groups.begin()->second.base.own.empty());
  EXPECT_TRUE(elsewhere->record.groups.begin()->second.base.own.empty());
}

TEST_F(RecordExportTest, EveryFlippedCharacterOfATokenIsNoticed) {
  const auto displayed = displayed_record(*store_, *household_, records(*household_).at(0));
  const auto& own = store_->enrolment();
  const DeviceId author = own.device;
  const auto token = displayed_token(*household_, id_, author, *displayed);
  // The last character may hold bits that say nothing.
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    auto other = token;
    other[i] = other[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(read_token(*household_, id_, author, other)) << i;
  }
}

}  // namespace
}  // namespace minsync
