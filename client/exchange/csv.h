// CSV files as offices have them: comma, semicolon or tab, UTF-8 with or without byte order mark, UTF-16 with one, or
// GB18030 (what Excel writes on a Chinese Windows). Quoting is RFC 4180's. Not for several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

inline constexpr std::uint64_t kCsvMaxFileBytes = std::uint64_t{512} << 20;
inline constexpr std::size_t kCsvMaxCellBytes = std::size_t{64} << 10;  // as UTF-8
inline constexpr std::size_t kCsvMaxColumns = 500;
inline constexpr std::size_t kCsvMaxRows = 2'000'000;  // without the header

enum class CsvEncoding { utf8, utf16_le, utf16_be, gb18030 };

struct CsvRow {
  std::size_t number = 0;          // the line of the file on which the row begins; the first line is 1
  std::vector<std::string> cells;  // UTF-8 in NFC, exactly as many as the header has
};

// Reads row by row; never holds more than a row and a block of the file.
//
// The first line that is not blank is the header; empty names at its end are dropped. Blank lines and rows of nothing
// but separators are passed over. A row shorter than the header is filled with empty cells, since Excel leaves empty
// cells off the ends of rows; a longer one is a fault unless what stands beyond is empty. A quote inside an unquoted
// cell stands for itself.
class CsvFile {
 public:
  // Looks through the whole file once to tell its encoding: without a mark it is UTF-8 if it reads as such, apart from
  // damaged places, else GB18030. Faults: no such file, not a text file, too large, no header (bad_input); failed
  // otherwise.
  static Result<CsvFile> open(const std::filesystem::path& path);

  const std::vector<std::string>& header() const;
  CsvEncoding encoding() const;

  // The next row, or false behind the last. A bad_input fault names row and column. After a fault of a single row
  // (undecodable characters, a zero byte, too many cells) the next call goes on behind that row, so that all faults of
  // a file can be listed; after any other fault the next call returns false.
  Result<bool> next(CsvRow& row);

  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;
  ~CsvFile();

 private:
  struct State;
  explicit CsvFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes commas, CRLF, and either UTF-8 with a byte order mark (Excel needs it) or GB18030. The file appears under its
// name only when finish() has made it durable; until then, and if the writer goes away before, a file that was there
// stays as it was.
//
// Cells that begin with = + - or @ are written as they are: a prefix against spreadsheet formulas would change the
// data on its way back in.
class CsvWriter {
 public:
  // `encoding` is utf8 or gb18030. The file is readable by its owner alone, as it may hold personal data.
  static Result<CsvWriter> create(const std::filesystem::path& path, CsvEncoding encoding);
  // Instead of a file: appends to `into`, which must outlive the writer.
  static CsvWriter to_memory(std::string& into, CsvEncoding encoding);

  Status write(const std::vector<std::string>& cells);
  Status finish();

  CsvWriter(CsvWriter&&) noexcept;
  CsvWriter& operator=(CsvWriter&&) noexcept;
  ~CsvWriter();

 private:
  struct State;
  explicit CsvWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minsync
