#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "shared/divisions/divisions.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

const std::string kUnits =
    "id,code,name,level,parent,from,to\n"
    "1,990100000000,甲市,1,,,\n"
    "2,990101000000,东区,2,1,,2010-01-01\n"
    "3,990102000000,西区,2,1,,2010-01-01\n"
    "4,990103000000,中区,2,1,2010-01-01,2020-01-01\n"
    "5,990101000000,南区,2,1,2020-01-01,\n"
    "6,990104000000,北区,2,1,2020-01-01,\n";
const std::string kLineage =
    "from,to,day,whole\n"
    "2,4,2010-01-01,1\n"
    "3,4,2010-01-01,1\n"
    "4,5,2020-01-01,0\n"
    "4,6,2020-01-01,0\n";

std::string fault_of(const std::string& units, const std::string& lineage = kLineage) {
  const auto read = Divisions::read(units, lineage);
  return read ? "" : read.error().id;
}

std::string with_unit(const std::string& line) {
  return kUnits + line + "\n";
}
std::string with_lineage(const std::string& line) {
  return kLineage + line + "\n";
}

std::string file(const std::string& name) {
  std::ifstream in(MINSYNC_SOURCE_DIR "/shared/divisions/data/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::uint32_t> numbers(const std::vector<UnitId>& ids) {
  std::vector<std::uint32_t> out;
  for (const auto id : ids) out.push_back(id.value);
  return out;
}

using Numbers = std::vector<std::uint32_t>;

TEST(ReadDivisionsTest, FilesOfTheBuiltInDataAreReadTheSame) {
  const auto read = Divisions::read(file("units.csv"), file("lineage.csv"));
  ASSERT_TRUE(read);
  const auto mine = read->all(), built_in = Divisions::built_in().all();
  ASSERT_EQ(mine.size(), built_in.size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    ASSERT_EQ(mine[i]->code, built_in[i]->code);
    ASSERT_EQ(mine[i]->name, built_in[i]->name);
  }
}

TEST(ReadDivisionsTest, LineageIsFollowedOverSeveralChanges) {
  const auto all = Divisions::read(kUnits, kLineage);
  ASSERT_TRUE(all);
  EXPECT_EQ(numbers(all->reported_under(UnitId{2}, *day_of(2015, 1, 1))), Numbers{4});
  EXPECT_EQ(numbers(all->reported_under(UnitId{2}, *day_of(2026, 1, 1))), (Numbers{5, 6}));
  EXPECT_EQ(numbers(all->reported_under(UnitId{6}, *day_of(2015, 1, 1))), Numbers{4});
  EXPECT_EQ(numbers(all->reported_under(UnitId{6}, *day_of(2000, 1, 1))), (Numbers{2, 3}));
}

TEST(ReadDivisionsTest, UnitWithoutLineageStaysItself) {
  const auto all = Divisions::read(kUnits, "from,to,day,whole\n");
  ASSERT_TRUE(all);
  EXPECT_EQ(numbers(all->reported_under(UnitId{2}, *day_of(2026, 1, 1))), Numbers{2});
  EXPECT_EQ(numbers(all->reported_under(UnitId{999}, *day_of(2026, 1, 1))), Numbers{999});
}

TEST(ReadDivisionsTest, CircularLineageEnds) {
  const auto all = Divisions::read(kUnits, "from,to,day,whole\n2,3,2010-01-01,1\n3,2,2010-01-01,1\n");
  ASSERT_TRUE(all);
  EXPECT_LE(all->reported_under(UnitId{2}, *day_of(2026, 1, 1)).size(), 2u);
}

TEST(ReadDivisionsTest, CodeGivenAnewIsToldByItsDay) {
  const auto all = Divisions::read(kUnits, kLineage);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->find_code("990101")->name, "南区");
  EXPECT_EQ(all->find_code("990101", *day_of(2009, 12, 31))->name, "东区");
  EXPECT_EQ(all->find_code("990101", *day_of(2015, 1, 1)), nullptr);
}

TEST(ReadDivisionsTest, SpreadsheetsFormsOfCsvAreRead) {
  std::string units = "\xEF\xBB\xBF";
  for (const char c : kUnits) units += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto read = Divisions::read(units + "\r\n7,990105000000,\"新,区\",2,\"1\",,", kLineage);
  ASSERT_TRUE(read) << read.error().id;
  EXPECT_EQ(read->find_code("990105")->name, "新,区");
}

TEST(ReadDivisionsTest, OrderOfLinesDoesNotMatter) {
  const auto read = Divisions::read(
      "id,code,name,level,parent,from,to\n"
      "9,990102000000,丙区,2,7,2010-01-01,\n"
      "9,990101000000,乙区,2,7,,2010-01-01\n"
      "7,990100000000,甲市,1,,,\n",
      "from,to,day,whole\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->find(UnitId{9})->name, "丙区");
  EXPECT_EQ(read->find(UnitId{9}, *day_of(2000, 1, 1))->name, "乙区");
}

TEST(ReadDivisionsTest, FaultyFilesAreRefusedWithTheirPlace) {
  EXPECT_EQ(fault_of(kUnits), "");
  EXPECT_EQ(fault_of(""), "divisions.bad_header");
  EXPECT_EQ(fault_of("id;code\n"), "divisions.bad_header");
  EXPECT_EQ(fault_of(kUnits, ""), "divisions.bad_header");
  EXPECT_EQ(fault_of(with_unit("7,990105000000,新区,2,1,")), "divisions.bad_columns");
  EXPECT_EQ(fault_of(with_unit("7,990105000000,新区,2,1,,,")), "divisions.bad_columns");
  EXPECT_EQ(fault_of(with_unit("7,990105000000,\"新区,2,1,,")), "divisions.bad_columns");
  EXPECT_EQ(fault_of(with_unit("7,990105000000,新区,2,99,,")), "divisions.parent_missing");
  EXPECT_EQ(fault_of(with_unit("7,990105000000,新区,2,2,,")), "divisions.parent_level");
  EXPECT_EQ(fault_of(with_unit("2,990105000000,新区,2,1,2009-12-31,")), "divisions.spans_overlap");
  EXPECT_EQ(fault_of(with_unit("2,990105000000,新街道,3,1,2010-01-01,")), "divisions.level_changes");
  EXPECT_EQ(fault_of(with_unit("7,990104000000,新区,2,1,,")), "divisions.code_twice");
  EXPECT_EQ(fault_of(kUnits, with_lineage("2,99,2010-01-01,1")), "divisions.lineage_unknown");
  EXPECT_EQ(fault_of("id,code,name,level,parent,from,to\n1,990100000000,\xB1\xB1,1,,,\n"), "divisions.not_utf8");
  EXPECT_EQ(fault_of(std::string((std::size_t{64} << 20) + 1, ' ')), "divisions.too_large");
}

TEST(ReadDivisionsTest, FaultyCellsAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"x,990105000000,新区,2,1,,", "id"},
      {"0,990105000000,新区,2,1,,", "id"},
      {"4294967296,990105000000,新区,2,1,,", "id"},
      {"7,99010500000,新区,2,1,,", "code"},
      {"7,99010500000a,新区,2,1,,", "code"},
      {"7,990105000000,,2,1,,", "name"},
      {"7,990105000000,新区,5,1,,", "level"},
      {"7,990105000000,新区,2,,,", "parent"},
      {"7,990105000000,新市,1,1,,", "parent"},
      {"7,990105000000,新区,2,1,2010-02-30,", "from"},
      {"7,990105000000,新区,2,1,,soon", "to"},
      {"7,990105000000,新区,2,1,2010-01-01,2010-01-01", "to"},
      {"7,990105000000," + std::string(301, 'x') + ",2,1,,", "name"}};
  for (const auto& [line, column] : cases) {
    const auto read = Divisions::read(with_unit(line), kLineage);
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error().id, "divisions.bad_cell");
    EXPECT_EQ(read.error().args.at(0), "units.csv");
    EXPECT_EQ(read.error().args.at(1), "8");
    EXPECT_EQ(read.error().args.at(2), column) << line;
  }
  for (const auto* line : {"2,2,2010-01-01,1", "2,x,2010-01-01,1", "2,4,2010,1", "2,4,2010-01-01,yes"})
    EXPECT_EQ(fault_of(kUnits, with_lineage(line)), "divisions.bad_cell") << line;
}

TEST(ReadDivisionsTest, DamagedFilesAreReadOrRefusedNeverMore) {
  std::mt19937 random(7);
  for (int n = 0; n < 20000; ++n) {
    auto units = kUnits;
    for (int i = 0; i < 3; ++i) units[random() % units.size()] = "0129,\"\n\r-a"[random() % 10];
    const auto read = Divisions::read(units.substr(0, random() % (units.size() + 1)), kLineage);
    if (!read) continue;
    for (const auto* span : read->all()) {
      ASSERT_TRUE(read->is_within(span->id, read->at_level(span->id, UnitLevel::city).value_or(span->id)));
      ASSERT_FALSE(read->reported_under(span->id, 0).empty());
    }
  }
}

}  // namespace
}  // namespace minsync
