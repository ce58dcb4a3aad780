#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "client/exchange/csv.h"
#include "tests/unit/exchange/csv_files.h"

namespace minsync {
namespace {

using Cells = std::vector<std::string>;

class CsvReadTest : public CsvFiles {};

TEST_F(CsvReadTest, RowsAreGivenWithTheirLines) {
  const auto read = read_all(save("name,age\r\n张三,7\r\n\r\n李四,8\r\n"));
  EXPECT_EQ(read.header, (Cells{"name", "age"}));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0].number, 2u);
  EXPECT_EQ(read.rows[0].cells, (Cells{"张三", "7"}));
  EXPECT_EQ(read.rows[1].number, 4u);
}

TEST_F(CsvReadTest, EveryLineEndIsUnderstood) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto read = read_all(save("a,b" + end + "1,2" + end + end + "3,4"));
    ASSERT_EQ(read.rows.size(), 2u);
    EXPECT_EQ(read.rows[0].cells, (Cells{"1", "2"}));
    EXPECT_EQ(read.rows[1].cells, (Cells{"3", "4"}));
    EXPECT_EQ(read.rows[1].number, 4u);
  }
}

TEST_F(CsvReadTest, QuotedCellsKeepSeparatorsQuotesAndLineEnds) {
  const auto read = read_all(save("a,b\n\"x,\"\"y\"\"\n\r\nz\",2\nnext,3\n"));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0].cells, (Cells{"x,\"y\"\n\r\nz", "2"}));
  EXPECT_EQ(read.rows[0].number, 2u);
  EXPECT_EQ(read.rows[1].number, 5u);
}

TEST_F(CsvReadTest, BareQuoteStandsForItself) {
  const auto read = read_all(save("a,b\n5\" pipe,x\"\"y\n"));
  ASSERT_EQ(read.rows.size(), 1u);
  EXPECT_EQ(read.rows[0].cells, (Cells{"5\" pipe", "x\"\"y"}));
}

TEST_F(CsvReadTest, SeparatorIsTakenFromTheHeader) {
  EXPECT_EQ(read_all(save("a;\"b,c,d\";e\n1,5;2;3\n")).rows.at(0).cells, (Cells{"1,5", "2", "3"}));
  EXPECT_EQ(read_all(save("\n\na\tb\n1,5\t2\n")).rows.at(0).cells, (Cells{"1,5", "2"}));
  EXPECT_EQ(read_all(save("one\nx;y\n")).rows.at(0).cells, (Cells{"x;y"}));
}

TEST_F(CsvReadTest, ShortRowsAreFilledAndEmptyEndsDropped) {
  const auto read = read_all(save("a,b,c,,\n1\n1,2,3,,,,\n,,,\n"));
  EXPECT_EQ(read.header, (Cells{"a", "b", "c"}));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0].cells, (Cells{"1", "", ""}));
  EXPECT_EQ(read.rows[1].cells, (Cells{"1", "2", "3"}));
}

TEST_F(CsvReadTest, TextBeyondTheHeaderIsAFaultOfItsRowAlone) {
  const auto read = read_all(save("a,b\n1,2,3\n4,5\n"));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].id, "exchange.csv_row_too_long");
  EXPECT_EQ(read.faults[0].args.at(0), "2");
  ASSERT_EQ(read.rows.size(), 1u);
  EXPECT_EQ(read.rows[0].cells, (Cells{"4", "5"}));
}

TEST_F(CsvReadTest, OpenQuoteIsNamedWhereItOpens) {
  const auto read = read_all(save("a,备注\n1,ok\n2,\"torn\n3,x\n4,y\n"));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].id, "exchange.csv_open_quote");
  EXPECT_EQ(read.faults[0].args, (Cells{"3", "备注"}));
  EXPECT_EQ(read.rows.size(), 1u);
}

TEST_F(CsvReadTest, TextAfterAClosingQuoteEndsTheReading) {
  const auto read = read_all(save("a,b\n\"x\"y,2\n3,4\n"));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].id, "exchange.csv_text_after_quote");
  EXPECT_EQ(read.faults[0].args, (Cells{"2", "a"}));
  EXPECT_TRUE(read.rows.empty());
}

TEST_F(CsvReadTest, ZeroBytesAreAFaultOfTheirRow) {
  const auto read = read_all(save(std::string("a,b\n1,x\0y\n2,z\n", 14)));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].id, "exchange.csv_zero_byte");
  EXPECT_EQ(read.faults[0].args, (Cells{"2", "b"}));
  EXPECT_EQ(read.rows.size(), 1u);
}

TEST_F(CsvReadTest, LimitsHold) {
  const std::string longest(kCsvMaxCellBytes, 'x');
  EXPECT_EQ(read_all(save("a\n" + longest + "\n")).rows.size(), 1u);
  EXPECT_EQ(only_fault(save("a\n" + longest + "x\n")), "exchange.csv_cell_too_long");
  EXPECT_EQ(only_fault(save("a\n\"" + longest + "x\"\n")), "exchange.csv_cell_too_long");
  std::string columns = "a";
  for (std::size_t i = 1; i < kCsvMaxColumns; ++i) columns += ",a";
  EXPECT_EQ(read_all(save(columns + "\n")).header.size(), kCsvMaxColumns);
  EXPECT_EQ(only_fault(save(columns + ",a\n")), "exchange.csv_too_many_columns");
}

TEST_F(CsvReadTest, RowBehindTheLastAllowedIsAFault) {
  std::string rows = "a\n";
  for (std::size_t i = 0; i <= kCsvMaxRows; ++i) rows += "1\n";
  auto file = CsvFile::open(save(rows)).value();
  CsvRow row;
  for (std::size_t i = 0; i < kCsvMaxRows; ++i) ASSERT_TRUE(file.next(row).value_or(false));
  EXPECT_EQ(file.next(row).error().id, "exchange.csv_too_many_rows");
  EXPECT_FALSE(file.next(row).value());
}

TEST_F(CsvReadTest, FilesThatAreNoCsvAreRefused) {
  EXPECT_EQ(only_fault(folder() / "missing.csv"), "exchange.no_such_file");
  EXPECT_EQ(only_fault(folder()), "exchange.not_a_file");
  EXPECT_EQ(only_fault(save("")), "exchange.csv_no_header");
  EXPECT_EQ(only_fault(save("\n\n,,\n")), "exchange.csv_no_header");
  EXPECT_EQ(only_fault(save("PK\x03\x04 and so on")), "exchange.workbook_not_csv");
  const auto large = save("a\n");
  std::filesystem::resize_file(large, kCsvMaxFileBytes + 1);
  EXPECT_EQ(only_fault(large), "exchange.file_too_large");
}

}  // namespace
}  // namespace minsync
