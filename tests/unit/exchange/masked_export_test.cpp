#include "client/exchange/displayed_token.h"
#include "client/exchange/record_export.h"
#include "shared/forms/disclosure.h"
#include "tests/unit/exchange/record_store.h"

namespace minsync {
namespace {

constexpr const char* kPhone = "13812345678";
constexpr const char* kAccount = "6228480402564890018";

// What an office exports unless it asks for whole values.
class MaskedExportTest : public RecordStoreTest {
 protected:
  void SetUp() override {
    RecordStoreTest::SetUp();
    import("householder,id_number,phone,bank_name,account_name,bank_account,worker\n张三," + valid_id(1) + "," +
           kPhone + ",工行,张三," + kAccount + ",王五\n");
    id_ = records(*household_).at(0).state.id;
  }
  std::string exported(Disclosure disclosure = Disclosure::masked) {
    const auto path = folder_ / "out.csv";
    ExportOptions options;
    options.disclosure = disclosure;
    EXPECT_TRUE(export_records(*store_, *household_, path, options));
    return text_of(path);
  }
  ImportReport import_changed(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return import(*household_, file(text.replace(at, from.size(), to)));
  }
  std::string now(const char* field) { return shown(*household_, records(*household_).at(0), field); }
  void set(const char* field, const std::string& text) {
    edit(*household_, id_, {{household_->field(field)->number, FieldValue(text)}});
  }

  RecordId id_;
};

TEST_F(MaskedExportTest, NothingSensitiveIsInTheFileNotEvenInItsTokens) {
  const auto text = exported();
  const auto token = text.substr(text.rfind(',') + 1, text.size() - text.rfind(',') - 3);
  EXPECT_FALSE(read_token(*household_, id_, store_->enrolment().device, token)) << "it opens without the key";
  for (const auto& secret : {valid_id(1), std::string(kPhone), std::string(kAccount)}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    EXPECT_NE(exported(Disclosure::whole).find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(text.find("138****5678"), std::string::npos);
}

TEST_F(MaskedExportTest, MaskedCellsThatWereLeftAloneAreNoEdits) {
  EXPECT_EQ(import(*household_, file(exported())).unchanged, 1u);
  EXPECT_EQ(pending(), 1);
  EXPECT_EQ(now("id_number"), valid_id(1));
}

TEST_F(MaskedExportTest, AMaskedCellThatWasOverwrittenIsAnEditOnWhatWasExported) {
  const auto text = exported();
  set("phone", "13900000001");
  EXPECT_EQ(import_changed(text, "138****5678", "13700000002").changed, 1u);
  EXPECT_EQ(now("phone"), "13700000002");
  EXPECT_EQ(now("bank_account"), kAccount);
  const auto edits = store_->edits_of(id_);
  ASSERT_EQ(edits->size(), 3u);
  const std::vector<SequenceRange> creation = {{Incarnation{1}, Sequence{1}, Sequence{1}}};
  EXPECT_EQ(edits->at(2).edit.changes.at(0).base.own, creation) << "not on the edit that came in between";
}

TEST_F(MaskedExportTest, AMaskedNeighbourTravelsWholeWithAChangedCellOfItsGroup) {
  const auto text = exported();
  set("worker", "赵六");
  EXPECT_EQ(import_changed(text, "工行", "农行").changed, 1u);
  EXPECT_EQ(now("bank_name"), "农行");
  EXPECT_EQ(now("bank_account"), kAccount);
  EXPECT_EQ(now("worker"), "赵六");
}

TEST_F(MaskedExportTest, AMaskOfAnotherRowIsAFaultAndNothingIsWritten) {
  const auto report = import_changed(exported(), "138****5678", "139****0000");
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].field, "phone");
  EXPECT_EQ(report.faults[0].fault.id, "forms.value_masked");
  EXPECT_EQ(now("phone"), kPhone);
}

TEST_F(MaskedExportTest, ARowWithoutTokenIsComparedWithWhatIsShownNow) {
  const auto id = id_.value.text();
  EXPECT_EQ(import("id,phone\n" + id + ",138****5678\n").unchanged, 1u);
  set("phone", "13900000001");
  EXPECT_EQ(import("id,phone\n" + id + ",138****5678\n").fault_count, 1u);
  EXPECT_EQ(now("phone"), "13900000001");
}

TEST_F(MaskedExportTest, ANewRecordIsNotMadeOfMasks) {
  EXPECT_EQ(import("householder,id_number\n李四,3301**********0014\n").fault_count, 1u);
  EXPECT_EQ(records(*household_).size(), 1u);
}

TEST_F(MaskedExportTest, AFileOfAnotherOfficeIsRefusedWithAWord) {
  const auto text = exported();
  ASSERT_TRUE(store_->set_setting("export_key", std::string(SecretKey::kSize, 'k')));
  const auto report = import(*household_, file(text));
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].fault.id, "client.token_elsewhere");
}

TEST_F(MaskedExportTest, AStarOfTheValueItselfIsNoMaskWhereNothingChanged) {
  set("phone", "88*51234");
  EXPECT_EQ(import(*household_, file(exported(Disclosure::whole))).unchanged, 1u);
  EXPECT_EQ(import(*household_, file(exported())).unchanged, 1u);
}

}  // namespace
}  // namespace minsync
