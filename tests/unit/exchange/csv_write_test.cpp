#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <random>
#include <sstream>

#include "tests/unit/exchange/csv_files.h"

namespace minsync {
namespace {

using Cells = std::vector<std::string>;

std::string content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

class CsvWriteTest : public CsvFiles {};

TEST_F(CsvWriteTest, ExcelFindsMarkQuotesAndCrlf) {
  auto writer = CsvWriter::create(folder() / "out.csv", CsvEncoding::utf8).value();
  ASSERT_TRUE(writer.write({"a", "b,c", "d\"e", "=1+1"}));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(content(folder() / "out.csv"),
            "\xEF\xBB\xBF"
            "a,\"b,c\",\"d\"\"e\",=1+1\r\n");
}

TEST_F(CsvWriteTest, RandomTablesComeBackAsTheyWere) {
  const Cells pieces = {"",   "a", ",",  ";",  "\t", "\"", "\"\"", "\n", "\r\n",
                        "\r", " ", "张", "𠮷", "é",  "-",  "=",    "1",  "|"};
  std::mt19937 random(20161231);
  for (int table = 0; table < 300; ++table) {
    const auto encoding = table % 2 == 0 ? CsvEncoding::utf8 : CsvEncoding::gb18030;
    const std::size_t columns = 1 + random() % 6;
    std::vector<Cells> rows;
    for (std::size_t row = 0; row < 20; ++row) {
      Cells cells(columns);
      for (auto& cell : cells) {
        for (auto n = random() % 5; n > 0; --n) cell += pieces[random() % pieces.size()];
      }
      if (row == 0) cells.back() += "中华人民共和国";  // a header ends with a name, and some text tells the encoding
      rows.push_back(cells);
    }
    auto writer = CsvWriter::create(folder() / "out.csv", encoding).value();
    for (const auto& row : rows) ASSERT_TRUE(writer.write(row));
    ASSERT_TRUE(writer.finish());
    const auto read = read_all(folder() / "out.csv");
    ASSERT_TRUE(read.faults.empty()) << table << " " << read.faults[0].id;
    EXPECT_EQ(read.header, rows[0]);
    ASSERT_EQ(read.rows.size(), rows.size() - 1) << table;
    for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_EQ(read.rows[i - 1].cells, rows[i]) << table;
  }
}

TEST_F(CsvWriteTest, UnfinishedWriterLeavesTheOldFileAndNothingElse) {
  const auto path = save("old\n");
  {
    auto writer = CsvWriter::create(path, CsvEncoding::utf8).value();
    ASSERT_TRUE(writer.write({"new"}));
  }
  EXPECT_EQ(content(path), "old\n");
  EXPECT_EQ(files_in(folder()), 1u);
}

TEST_F(CsvWriteTest, MissingFolderIsAFault) {
  const auto writer = CsvWriter::create(folder() / "no" / "out.csv", CsvEncoding::utf8);
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().id, "exchange.cannot_write");
  EXPECT_EQ(writer.error().kind, FaultKind::failed);
}

TEST_F(CsvWriteTest, FullDiskIsAFaultAndLeavesTheOldFile) {
  const auto path = save("old\n");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{100'000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  Status status;
  {
    auto writer = CsvWriter::create(path, CsvEncoding::utf8).value();
    const std::string cell(1000, 'x');
    for (int i = 0; i < 1000 && status; ++i) status = writer.write({cell});
  }
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "exchange.disk_full");
  EXPECT_EQ(content(path), "old\n");
  EXPECT_EQ(files_in(folder()), 1u);
}

}  // namespace
}  // namespace minsync
