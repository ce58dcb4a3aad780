#include <algorithm>
#include <array>
#include <utility>

#include "client/exchange/csv.h"
#include "client/exchange/csv_bytes.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

// The separator that the first line with any text uses most, outside quotes.
char detect_separator(std::string_view text) {
  constexpr std::string_view kSeparators = ",;\t";
  std::array<std::size_t, kSeparators.size()> seen{};
  bool quoted = false, blank = true;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r') && !blank) break;
    if (c != '\n' && c != '\r') blank = false;
    const auto which = kSeparators.find(c);
    if (!quoted && which != std::string_view::npos) ++seen[which];
  }
  const auto most = std::max_element(seen.begin(), seen.end());
  return kSeparators[static_cast<std::size_t>(most - seen.begin())];
}

struct RawRow {
  std::size_t number = 0;
  std::vector<std::string> cells;
  bool quoted = false;  // any cell was
  bool is_blank() const {
    return !quoted && std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
  }
};

}  // namespace

struct CsvFile::State {
  CsvBytes bytes;
  std::filesystem::path path;
  char separator = ',';
  std::size_t line = 1, rows = 0;
  bool ended = false;
  std::vector<std::string> header;
  Gb18030 gb18030{Gb18030::Direction::to_utf8};

  State(CsvBytes source, std::filesystem::path from) : bytes(std::move(source)), path(std::move(from)) {}

  Result<bool> read_row(RawRow& row);
  Result<bool> read_kept_row(RawRow& row);
  Status read_cell(RawRow& row, std::string& cell);
  Status read_quoted(const RawRow& row, std::string& cell);
  Status read_header();
  bool at_cell_end();
  void take_line_end(int first);
  Result<std::string> to_utf8(const RawRow& row, std::size_t column);
  std::vector<std::string> place(const RawRow& row, std::size_t column) const;
  tl::unexpected<Fault> stop(Fault fault);
};

namespace {

Fault at_place(std::string id, std::vector<std::string> place) {
  return Fault{FaultKind::bad_input, std::move(id), std::move(place), {}};
}

}  // namespace

// Row and column for a message; the column by its name where the header gives one.
std::vector<std::string> CsvFile::State::place(const RawRow& row, std::size_t column) const {
  const bool named = column < header.size() && !header[column].empty();
  return {std::to_string(row.number), named ? header[column] : std::to_string(column + 1)};
}

tl::unexpected<Fault> CsvFile::State::stop(Fault fault) {
  ended = true;
  return fail(std::move(fault));
}

bool CsvFile::State::at_cell_end() {
  const int c = bytes.peek();
  return c == CsvBytes::kEnd || c == '\n' || c == '\r' || c == static_cast<unsigned char>(separator);
}

void CsvFile::State::take_line_end(int first) {
  if (first == '\r' && bytes.peek() == '\n') bytes.get();
  ++line;
}

Status CsvFile::State::read_quoted(const RawRow& row, std::string& cell) {
  bytes.get();
  while (true) {
    const int c = bytes.get();
    if (c == CsvBytes::kEnd) return stop(at_place("exchange.csv_open_quote", place(row, row.cells.size())));
    if (c == '"' && bytes.peek() != '"') break;
    if (c == '"') bytes.get();
    if (c == '\n' || (c == '\r' && bytes.peek() != '\n')) ++line;
    if (cell.size() == kCsvMaxCellBytes)
      return stop(at_place("exchange.csv_cell_too_long", place(row, row.cells.size())));
    cell += static_cast<char>(c);
  }
  if (!at_cell_end()) return stop(at_place("exchange.csv_text_after_quote", place(row, row.cells.size())));
  return {};
}

Status CsvFile::State::read_cell(RawRow& row, std::string& cell) {
  if (bytes.peek() == '"') {
    row.quoted = true;
    return read_quoted(row, cell);
  }
  while (!at_cell_end()) {
    if (cell.size() == kCsvMaxCellBytes)
      return stop(at_place("exchange.csv_cell_too_long", place(row, row.cells.size())));
    cell += static_cast<char>(bytes.get());
  }
  return {};
}

Result<bool> CsvFile::State::read_row(RawRow& row) {
  row = RawRow{line, {}, false};
  if (bytes.peek() == CsvBytes::kEnd) return false;
  while (true) {
    if (row.cells.size() == kCsvMaxColumns) {
      return stop(
          at_place("exchange.csv_too_many_columns", {std::to_string(row.number), std::to_string(kCsvMaxColumns)}));
    }
    std::string cell;
    MINSYNC_TRY(read_cell(row, cell));
    row.cells.push_back(std::move(cell));
    const int c = bytes.get();
    if (c == CsvBytes::kEnd) return true;
    if (c != static_cast<unsigned char>(separator)) {
      take_line_end(c);
      return true;
    }
  }
}

Result<bool> CsvFile::State::read_kept_row(RawRow& row) {
  while (!ended) {
    MINSYNC_ASSIGN(const bool got, read_row(row));
    if (bytes.broken()) return stop(Fault{FaultKind::failed, "exchange.cannot_read", {path.string()}, {}});
    if (!got) ended = true;
    if (got && !row.is_blank()) return true;
  }
  return false;
}

Result<std::string> CsvFile::State::to_utf8(const RawRow& row, std::size_t column) {
  const auto& raw = row.cells[column];
  if (raw.find('\0') != std::string::npos) return fail(at_place("exchange.csv_zero_byte", place(row, column)));
  const bool gb = bytes.encoding() == CsvEncoding::gb18030;
  auto decoded = gb ? gb18030.convert(raw) : raw;
  auto text = decoded ? normalise(*decoded) : Result<std::string>(fail(FaultKind::bad_input, "common.not_utf8"));
  if (!text) return fail(at_place("exchange.csv_bad_characters", place(row, column)));
  if (text->size() > kCsvMaxCellBytes) return fail(at_place("exchange.csv_cell_too_long", place(row, column)));
  return text;
}

Status CsvFile::State::read_header() {
  separator = detect_separator(bytes.ahead());
  RawRow row;
  MINSYNC_ASSIGN(const bool got, read_kept_row(row));
  if (!got) return fail(FaultKind::bad_input, "exchange.csv_no_header", {path.string()});
  std::vector<std::string> names;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    MINSYNC_ASSIGN(auto name, to_utf8(row, i));
    names.push_back(std::move(name));
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  if (names.empty()) return fail(FaultKind::bad_input, "exchange.csv_no_header", {path.string()});
  header = std::move(names);
  return {};
}

Result<CsvFile> CsvFile::open(const std::filesystem::path& path) {
  MINSYNC_ASSIGN(auto bytes, CsvBytes::open(path));
  auto state = std::make_unique<State>(std::move(bytes), path);
  MINSYNC_TRY(state->read_header());
  return CsvFile(std::move(state));
}

Result<bool> CsvFile::next(CsvRow& row) {
  RawRow raw;
  MINSYNC_ASSIGN(const bool got, state_->read_kept_row(raw));
  if (!got) return false;
  if (state_->rows++ == kCsvMaxRows) {
    return state_->stop(at_place("exchange.csv_too_many_rows", {std::to_string(kCsvMaxRows)}));
  }
  row = CsvRow{raw.number, {}};
  const auto columns = state_->header.size();
  for (std::size_t i = 0; i < raw.cells.size(); ++i) {
    if (i >= columns && raw.cells[i].empty()) continue;
    if (i >= columns) {
      return fail(at_place("exchange.csv_row_too_long", {std::to_string(raw.number), std::to_string(columns)}));
    }
    MINSYNC_ASSIGN(auto cell, state_->to_utf8(raw, i));
    row.cells.push_back(std::move(cell));
  }
  row.cells.resize(columns);
  return true;
}

const std::vector<std::string>& CsvFile::header() const {
  return state_->header;
}
CsvEncoding CsvFile::encoding() const {
  return state_->bytes.encoding();
}

CsvFile::CsvFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile& CsvFile::operator=(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;

}  // namespace minsync
