#include "client/exchange/csv_bytes.h"

#include <system_error>
#include <utility>

namespace minsync {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

struct Mark {
  std::string_view bytes;
  CsvEncoding encoding;
};
constexpr Mark kMarks[] = {{"\xEF\xBB\xBF", CsvEncoding::utf8},
                           {"\xFF\xFE", CsvEncoding::utf16_le},
                           {"\xFE\xFF", CsvEncoding::utf16_be},
                           {"\x84\x31\x95\x33", CsvEncoding::gb18030}};

Status check_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fail(FaultKind::bad_input, "exchange.no_such_file", {path.string()});
  if (!std::filesystem::is_regular_file(status)) {
    return fail(FaultKind::bad_input, "exchange.not_a_file", {path.string()});
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(FaultKind::failed, "exchange.cannot_read", {path.string()});
  if (size > kCsvMaxFileBytes) {
    return fail(FaultKind::bad_input, "exchange.file_too_large",
                {path.string(), std::to_string(size >> 20), std::to_string(kCsvMaxFileBytes >> 20)});
  }
  return {};
}

std::string read_block(std::ifstream& file) {
  std::string block(kBlock, '\0');
  file.read(block.data(), static_cast<std::streamsize>(block.size()));
  block.resize(static_cast<std::size_t>(file.gcount()));
  return block;
}

// Workbooks are often renamed to .csv: both kinds of Excel file begin with bytes of their own.
bool is_workbook(std::string_view beginning) {
  using namespace std::string_view_literals;
  return beginning.starts_with("PK\x03\x04"sv) || beginning.starts_with("\xD0\xCF\x11\xE0"sv);
}

struct Detected {
  CsvEncoding encoding;
  std::size_t mark_bytes;
};

Detected detect(std::ifstream& file, std::string_view beginning) {
  for (const auto& mark : kMarks) {
    if (beginning.starts_with(mark.bytes)) return {mark.encoding, mark.bytes.size()};
  }
  Utf8Evidence evidence;
  evidence.feed(beginning);
  std::uint64_t seen = beginning.size();
  while (file && seen <= kCsvMaxFileBytes) {
    const auto block = read_block(file);
    evidence.feed(block);
    seen += block.size();
  }
  return {evidence.is_utf8() ? CsvEncoding::utf8 : CsvEncoding::gb18030, 0};
}

}  // namespace

Result<CsvBytes> CsvBytes::open(const std::filesystem::path& path) {
  MINSYNC_TRY(check_file(path));
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(FaultKind::bad_input, "exchange.cannot_read", {path.string()});
  const auto beginning = read_block(file);
  if (is_workbook(beginning)) return fail(FaultKind::bad_input, "exchange.workbook_not_csv", {path.string()});
  const auto detected = detect(file, beginning);
  if (file.bad()) return fail(FaultKind::failed, "exchange.cannot_read", {path.string()});
  file.clear();
  file.seekg(static_cast<std::streamoff>(detected.mark_bytes));
  CsvBytes bytes(std::move(file), detected.encoding);
  if (detected.encoding == CsvEncoding::utf16_le) bytes.utf16_.emplace(false);
  if (detected.encoding == CsvEncoding::utf16_be) bytes.utf16_.emplace(true);
  return bytes;
}

bool CsvBytes::refill() {
  block_.clear();
  at_ = 0;
  while (block_.empty() && file_ && !broken_) {
    auto raw = read_block(file_);
    read_ += raw.size();
    broken_ = file_.bad() || read_ > kCsvMaxFileBytes;
    if (!utf16_) {
      block_ = std::move(raw);
    } else {
      utf16_->feed(raw, block_);
      if (!file_) utf16_->end(block_);
    }
  }
  return !block_.empty();
}

}  // namespace minsync
