#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "client/exchange/csv.h"
#include "client/exchange/csv_encoding.h"

namespace minsync {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;

void append_cell(const std::string& cell, bool quote_empty, std::string& out) {
  // Semicolon and tab too: the reader tells the separator from the header.
  const bool quoted = cell.find_first_of(",;\t\"\r\n") != std::string::npos || (cell.empty() && quote_empty);
  if (!quoted) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

bool sync_folder(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

}  // namespace

struct CsvWriter::State {
  std::filesystem::path path;
  std::string temporary;
  std::string* memory = nullptr;  // in place of the file
  int descriptor = -1;
  bool gb = false;
  std::string buffer;
  Gb18030 gb18030{Gb18030::Direction::from_utf8};

  ~State() {
    if (descriptor >= 0) ::close(descriptor);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  tl::unexpected<Fault> cannot_write() const {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    if (full) return fail(FaultKind::failed, "exchange.disk_full", {path.string()});
    return fail(FaultKind::failed, "exchange.cannot_write", {path.string()});
  }
  Status flush();
};

Status CsvWriter::State::flush() {
  if (memory != nullptr) *memory += std::exchange(buffer, {});
  std::size_t done = 0;
  while (done < buffer.size()) {
    const auto n = ::write(descriptor, buffer.data() + done, buffer.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot_write();
    done += static_cast<std::size_t>(n);
  }
  buffer.clear();
  return {};
}

Result<CsvWriter> CsvWriter::create(const std::filesystem::path& path, CsvEncoding encoding) {
  MINSYNC_ASSERT(encoding == CsvEncoding::utf8 || encoding == CsvEncoding::gb18030);
  auto state = std::make_unique<State>();
  state->path = path;
  state->gb = encoding == CsvEncoding::gb18030;
  std::string name = path.string() + ".XXXXXX";
  state->descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (state->descriptor < 0) return state->cannot_write();
  state->temporary = name;
  if (!state->gb) state->buffer = "\xEF\xBB\xBF";
  return CsvWriter(std::move(state));
}

CsvWriter CsvWriter::to_memory(std::string& into, CsvEncoding encoding) {
  MINSYNC_ASSERT(encoding == CsvEncoding::utf8 || encoding == CsvEncoding::gb18030);
  auto state = std::make_unique<State>();
  state->memory = &into;
  state->gb = encoding == CsvEncoding::gb18030;
  if (!state->gb) state->buffer = "\xEF\xBB\xBF";
  return CsvWriter(std::move(state));
}

Status CsvWriter::write(const std::vector<std::string>& cells) {
  // A row of nothing but empty cells would read as a blank line.
  const bool quote_empty = std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    append_cell(cells[i], quote_empty, row);
  }
  row += "\r\n";
  if (state_->gb) {
    auto converted = state_->gb18030.convert(row);
    if (!converted) return fail(FaultKind::bad_input, "common.not_utf8");
    row = std::move(*converted);
  }
  state_->buffer += row;
  return state_->buffer.size() >= kBuffer ? state_->flush() : Status{};
}

Status CsvWriter::finish() {
  MINSYNC_TRY(state_->flush());
  if (state_->memory != nullptr) return {};
  if (::fsync(state_->descriptor) != 0) return state_->cannot_write();
  const int closed = ::close(std::exchange(state_->descriptor, -1));
  if (closed != 0) return state_->cannot_write();
  if (::rename(state_->temporary.c_str(), state_->path.c_str()) != 0) return state_->cannot_write();
  state_->temporary.clear();
  if (!sync_folder(state_->path)) return state_->cannot_write();
  return {};
}

CsvWriter::CsvWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvWriter::CsvWriter(CsvWriter&&) noexcept = default;
CsvWriter& CsvWriter::operator=(CsvWriter&&) noexcept = default;
CsvWriter::~CsvWriter() = default;

}  // namespace minsync
