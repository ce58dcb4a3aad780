#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "shared/divisions/divisions.h"
#include "shared/divisions/tables.h"

// Laid into the program by data/embedded.S.
extern "C" {
extern const char minsync_units_csv[], minsync_units_csv_end[];
extern const char minsync_lineage_csv[], minsync_lineage_csv_end[];
extern const char minsync_area_codes[], minsync_area_codes_end[];
}

namespace minsync {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;

Status check_text(const char* file, std::string_view text) {
  if (text.size() > kMaxFileBytes) return fail(FaultKind::bad_input, "divisions.too_large", {file});
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (length <= 0) return fail(FaultKind::bad_input, "divisions.not_utf8", {file});
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return {};
}

// One six-digit code a line, ascending, so that nothing needs to be parsed.
bool country_knows_area(std::string_view six_digits) {
  constexpr std::ptrdiff_t kLine = 7;
  std::ptrdiff_t low = 0, high = (minsync_area_codes_end - minsync_area_codes) / kLine;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const std::string_view code(minsync_area_codes + middle * kLine, 6);
    if (code == six_digits) return true;
    (code < six_digits ? low : high) = code < six_digits ? middle + 1 : middle;
  }
  return false;
}

}  // namespace

const Divisions& Divisions::built_in() {
  static const Divisions divisions = [] {
    auto tables = read_division_tables({minsync_units_csv, minsync_units_csv_end},
                                       {minsync_lineage_csv, minsync_lineage_csv_end});
    MINSYNC_ASSERT(tables);
    auto indexed = index(std::move(*tables));
    MINSYNC_ASSERT(indexed);
    return std::move(*indexed);
  }();
  return divisions;
}

Result<Divisions> Divisions::read(std::string_view units_csv, std::string_view lineage_csv) {
  MINSYNC_TRY(check_text("units.csv", units_csv));
  MINSYNC_TRY(check_text("lineage.csv", lineage_csv));
  MINSYNC_ASSIGN(auto tables, read_division_tables(units_csv, lineage_csv));
  return index(std::move(tables));
}

bool Divisions::area_known(std::string_view six_digits) const {
  if (six_digits.size() != 6) return false;
  const auto* const span = find_code(six_digits);
  return (span && span->level == UnitLevel::county) || country_knows_area(six_digits);
}

}  // namespace minsync
