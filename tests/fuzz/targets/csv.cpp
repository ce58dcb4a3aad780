// A CSV file in any encoding; what was read is written and read again.
#include "client/exchange/csv.h"

#include <optional>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/scratch_folder.h"

namespace minsync::fuzz {
namespace {

using Row = std::vector<std::string>;

const ScratchFolder& folder() {
  static const ScratchFolder made;
  return made;
}

struct Table {
  CsvEncoding encoding = CsvEncoding::utf8;
  std::vector<Row> rows;  // the header first
  bool faulty = false;
};

std::optional<Table> read(const std::filesystem::path& path) {
  auto file = CsvFile::open(path);
  if (!file) return std::nullopt;
  Table table{file->encoding(), {file->header()}, false};
  for (CsvRow row;;) {
    const auto more = file->next(row);
    table.faulty = table.faulty || !more;
    if (more && !*more) return table;
    if (!more) continue;
    require(row.cells.size() == table.rows.front().size(), "a row has as many cells as the header");
    table.rows.push_back(row.cells);
  }
}

std::optional<std::filesystem::path> write(const Table& table, CsvEncoding encoding) {
  const auto path = folder().path() / "out.csv";
  auto writer = CsvWriter::create(path, encoding);
  for (const auto& row : table.rows) {
    if (!writer->write(row)) return std::nullopt;
  }
  require(writer->finish().has_value(), "a file can be written");
  return path;
}

}  // namespace

void run(std::string_view input) {
  const auto table = read(folder().write("in.csv", input));
  if (!table) return;
  const auto path = write(*table, CsvEncoding::utf8);
  require(path.has_value(), "every text can be written as UTF-8");
  const auto again = read(*path);
  require(again && !again->faulty && again->encoding == CsvEncoding::utf8, "what was written can be read");
  require(again->rows == table->rows, "what was written reads the same");
  // Without a mark, short texts in GB18030 can look like UTF-8; whether they read the same is tested where they do not.
  if (const auto gb_path = write(*table, CsvEncoding::gb18030)) read(*gb_path);
}

}  // namespace minsync::fuzz
