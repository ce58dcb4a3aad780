#include "client/exchange/record_import.h"

#include "tests/unit/exchange/record_store.h"

namespace minsync {
namespace {

using RecordImportTest = RecordStoreTest;

std::string row(int serial, const std::string& name, const std::string& income = "12.50") {
  return name + "," + valid_id(serial) + "," + income + "\n";
}
const std::string kHeader = "householder,id_number,income_per_head\n";

TEST_F(RecordImportTest, RowsBecomeRecordsOfTheDevicesUnit) {
  const auto report = import(kHeader + row(1, "张三") + row(2, "李四"));
  EXPECT_EQ(report.created, 2u);
  const auto found = records(*household_);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].state.unit, store_->enrolment().unit);
  EXPECT_EQ(shown(*household_, found[0], "income_per_head"), "12.50");
  EXPECT_EQ(shown(*household_, found[0], "status"), "draft");
  EXPECT_EQ(pending(), 2);
}

TEST_F(RecordImportTest, TheSameFileAgainChangesNothing) {
  import(kHeader + row(1, "张三") + row(2, "李四"));
  const auto again = import(kHeader + row(1, "张三") + row(2, "李四"));
  EXPECT_EQ(again.created, 0u);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_EQ(records(*household_).size(), 2u);
  EXPECT_EQ(pending(), 2);
}

TEST_F(RecordImportTest, AMatchKeyThatExistsMakesAnEditOfTheCellsThatDiffer) {
  import(kHeader + row(1, "张三"));
  const auto report = import("householder,id_number,income_per_head,worker\n," + valid_id(1) + ",99.00,\n");
  EXPECT_EQ(report.changed, 1u);
  const auto found = records(*household_);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(shown(*household_, found[0], "householder"), "张三");
  EXPECT_EQ(shown(*household_, found[0], "income_per_head"), "99.00");
}

TEST_F(RecordImportTest, OneBadRowAmongManyKeepsAllOut) {
  std::string text = kHeader;
  for (int i = 0; i < 100; ++i) text += row(i, "户", i == 57 ? "1.234" : "1.20");
  const auto report = import(text);
  ASSERT_EQ(report.fault_count, 1u);
  EXPECT_EQ(report.faults[0].row, 59u);
  EXPECT_EQ(report.faults[0].field, "income_per_head");
  EXPECT_EQ(report.faults[0].fault.id, "forms.value_places");
  EXPECT_TRUE(records(*household_).empty());
  EXPECT_EQ(pending(), 0);
}

// More than the pages that memory may hold, so that the log has most of them when the bad row comes.
TEST_F(RecordImportTest, WhatWasWrittenBeforeABadRowIsTakenBackAlsoFromTheLog) {
  import(kHeader + row(0, "张三"));
  ASSERT_TRUE(store_->database().script("PRAGMA cache_size=20;"));
  std::string text = kHeader;
  for (int i = 1; i < 900; ++i) text += row(i, "户", i == 899 ? "1.234" : "1.20");
  ASSERT_EQ(import(text).fault_count, 1u);
  EXPECT_GT(std::filesystem::file_size(folder_ / "client.db-wal"), 200'000u) << "the log had them";
  EXPECT_EQ(records(*household_).size(), 1u);
  EXPECT_EQ(pending(), 1);
  EXPECT_TRUE(store_->database().check_integrity());
  EXPECT_EQ(import(kHeader + row(1, "李四")).created, 1u);
}

TEST_F(RecordImportTest, EveryFaultIsListedWithItsRowAndColumn) {
  const auto report = import("householder,id_number,applied_on,org\n张三,123,2016-02-30,330106\n李四," + valid_id(2) +
                             ",2016-02-28,330105\n");
  std::vector<std::string> places;
  for (const auto& fault : report.faults) places.push_back(std::to_string(fault.row) + " " + fault.field);
  // Identity numbers are checked once every cell of the row can be read.
  EXPECT_EQ(places, (std::vector<std::string>{"2 applied_on", "3 org"}));
  EXPECT_EQ(report.faults[1].fault.kind, FaultKind::not_allowed);
}

TEST_F(RecordImportTest, AnUnknownColumnNamesTheNearest) {
  const auto report = import("housholder\n张三\n");
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].row, 1u);
  EXPECT_NE(say(Language::en, report.faults[0].fault).find("householder"), std::string::npos);
}

TEST_F(RecordImportTest, OnePersonTwiceInAFileIsAFaultThatNamesBothRows) {
  const auto report = import(kHeader + row(1, "张三") + row(2, "李四") + row(1, "张三"));
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].row, 4u);
  EXPECT_EQ(report.faults[0].fault.args, (std::vector<std::string>{"4", "2"}));
  EXPECT_TRUE(records(*household_).empty());
}

TEST_F(RecordImportTest, AWrongCheckDigitNeedsAReason) {
  auto wrong = valid_id(1);
  wrong.back() = wrong.back() == '1' ? '2' : '1';
  const auto text = "householder,id_number\n张三," + wrong + "\n";
  EXPECT_EQ(import(text).fault_count, 1u);
  ImportOptions options;
  options.accept_with = "compared with the card";
  EXPECT_EQ(import(text, options).created, 1u);
  const auto edits = store_->edits_of(records(*household_).at(0).state.id);
  EXPECT_EQ(edits->at(0).edit.note, "compared with the card");
}

TEST_F(RecordImportTest, MembersNameTheirHouseholdByItsIdentityNumber) {
  import(kHeader + row(1, "张三"));
  const auto household = records(*household_).at(0).state.id;
  const auto members = file("household,name,id_number\n" + valid_id(1) + ",张三," + valid_id(1) + "\n");
  EXPECT_EQ(import(*member_, members).created, 1u);
  EXPECT_EQ(shown(*member_, records(*member_).at(0), "household"), household.value.text());
  const auto stray = file("household,name,id_number\n" + valid_id(9) + ",李四," + valid_id(2) + "\n");
  EXPECT_EQ(import(*member_, stray).faults.at(0).fault.id, "client.no_parent");
}

TEST_F(RecordImportTest, ADryRunSaysWhatWouldHappenAndWritesNothing) {
  ImportOptions options;
  options.dry_run = true;
  EXPECT_EQ(import(kHeader + row(1, "张三"), options).created, 1u);
  EXPECT_TRUE(records(*household_).empty());
}

TEST_F(RecordImportTest, AStateCannotBeSkippedInto) {
  const auto report = import("householder,status\n张三,receiving\n");
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].field, "status");
}

TEST_F(RecordImportTest, HeadersMayBeLabelsInEitherLanguage) {
  const auto report = import("户主姓名,Identity number\n张三," + valid_id(1) + "\n");
  EXPECT_EQ(report.created, 1u);
}

}  // namespace
}  // namespace minsync
