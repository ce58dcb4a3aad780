#include "client/exchange/csv_encoding.h"

#include <gtest/gtest.h>

#include "tests/unit/exchange/csv_files.h"

namespace minsync {
namespace {

using Cells = std::vector<std::string>;

std::string gb(const std::string& utf8) {
  return Gb18030(Gb18030::Direction::from_utf8).convert(utf8).value();
}

std::string utf16(const std::u16string& text, bool big_endian) {
  std::string out;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

class CsvEncodingTest : public CsvFiles {
 protected:
  CsvEncoding encoding_of(const std::string& bytes) { return CsvFile::open(save(bytes)).value().encoding(); }
};

TEST_F(CsvEncodingTest, SameTextInEveryEncodingReadsAlike) {
  const std::string text = "姓名,备注\n王䶮,\"好,𠮷\"\n";
  const std::u16string wide = u"姓名,备注\n王䶮,\"好,𠮷\"\n";
  for (const auto& bytes : {text, "\xEF\xBB\xBF" + text, gb(text), "\x84\x31\x95\x33" + gb(text),
                            "\xFF\xFE" + utf16(wide, false), "\xFE\xFF" + utf16(wide, true)}) {
    const auto read = read_all(save(bytes));
    EXPECT_EQ(read.header, (Cells{"姓名", "备注"}));
    ASSERT_EQ(read.rows.size(), 1u);
    EXPECT_EQ(read.rows[0].cells, (Cells{"王䶮", "好,𠮷"}));
  }
}

TEST_F(CsvEncodingTest, EncodingIsTold) {
  EXPECT_EQ(encoding_of("姓名\n"), CsvEncoding::utf8);
  EXPECT_EQ(encoding_of("plain\n"), CsvEncoding::utf8);
  EXPECT_EQ(encoding_of(gb("姓名\n联通\n")), CsvEncoding::gb18030);
  EXPECT_EQ(encoding_of("\xFF\xFE" + utf16(u"a\n", false)), CsvEncoding::utf16_le);
}

TEST_F(CsvEncodingTest, ChineseFarBehindTheFirstBlockStillTellsTheEncoding) {
  std::string rows = "a\n";
  for (int i = 0; i < 100'000; ++i) rows += "1\n";
  EXPECT_EQ(encoding_of(rows + gb("西湖区\n")), CsvEncoding::gb18030);
  EXPECT_EQ(encoding_of(rows + "西湖区\n"), CsvEncoding::utf8);
}

TEST_F(CsvEncodingTest, OneBadSequenceAmongAThousandGbRowsIsNamed) {
  std::string bytes = gb("姓名,地址\n");
  for (int row = 2; row <= 1001; ++row) bytes += row == 619 ? gb("李四,") + "\xC4\xFF\n" : gb("张三,杭州市西湖区\n");
  const auto read = read_all(save(bytes));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].kind, FaultKind::bad_input);
  EXPECT_EQ(read.faults[0].id, "exchange.csv_bad_characters");
  EXPECT_EQ(read.faults[0].args, (Cells{"619", "地址"}));
  EXPECT_EQ(read.rows.size(), 999u);
}

TEST_F(CsvEncodingTest, TornGbCharacterDoesNotSwallowTheSeparator) {
  const auto read = read_all(save(gb("姓名,地址\n张\n") + "\xC4,x\n"));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].args, (Cells{"3", "姓名"}));
}

TEST_F(CsvEncodingTest, DamagedUtf8StaysUtf8) {
  const auto read = read_all(save("姓名\n杭州市\n\xE6\x9D\n西湖区\n"));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_EQ(read.faults[0].args, (Cells{"3", "姓名"}));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[1].cells, (Cells{"西湖区"}));
}

TEST_F(CsvEncodingTest, LoneSurrogatesAndOddBytesAreFaults) {
  const auto lone = read_all(save("\xFF\xFE" + utf16({u'a', u'\n', char16_t{0xD800}, u'\n', u'b', u'\n'}, false)));
  ASSERT_EQ(lone.faults.size(), 1u);
  EXPECT_EQ(lone.faults[0].args, (Cells{"2", "a"}));
  EXPECT_EQ(only_fault(save("\xFF\xFE" + utf16(u"a\nb", false) + "c")), "exchange.csv_bad_characters");
}

}  // namespace
}  // namespace minsync
