#include <algorithm>

#include "client/exchange/csv.h"
#include "client/exchange/import_row.h"
#include "client/exchange/record_export.h"
#include "client/local/handlers.h"
#include "shared/crypto/crypto.h"
#include "shared/forms/characters.h"

namespace minsync {
namespace {

constexpr std::size_t kLongestFile = std::size_t{20} << 20;
constexpr std::size_t kPreviewRows = 20, kFaultsTold = 1000, kLongestCell = 200;
constexpr std::uint64_t kKeptMs = 30 * 60'000;

Json faults_json(const std::vector<RowFault>& faults, Language language) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min(faults.size(), kFaultsTold); ++i) {
    out.push_back({{"row", faults[i].row}, {"field", faults[i].field}, {"message", say(language, faults[i].fault)}});
  }
  return out;
}

Result<std::map<std::string, std::string>> mapping_in(const Call& call) {
  std::map<std::string, std::string> mapping;
  const auto found = call.body.find("mapping");
  if (found == call.body.end() || found->is_null()) return mapping;
  if (!found->is_object() || found->size() > kCsvMaxColumns) {
    return fail(FaultKind::bad_input, "local.bad_value", {"mapping"});
  }
  for (const auto& [header, field] : found->items()) {
    if (!field.is_string() && !field.is_null()) return fail(FaultKind::bad_input, "local.bad_value", {"mapping"});
    mapping[header] = field.is_null() ? "" : field.get<std::string>();
  }
  return mapping;
}

Result<ImportOptions> options_in(Call& call, bool dry_run) {
  ImportOptions options;
  options.dry_run = dry_run;
  MINSYNC_ASSIGN(options.org, text_or_empty(call, "org", 100));
  MINSYNC_ASSIGN(options.accept_with, text_or_empty(call, "accept_with"));
  MINSYNC_ASSIGN(options.mapping, mapping_in(call));
  options.now_ms = call.page.now_ms();
  options.context = check_context(today_here(), call.language);
  MINSYNC_TRY(unit_for(call.store(), options.org));
  return options;
}

// Of the body, or the one that was sent before.
Result<const KeptImport*> file_in(Call& call) {
  auto& kept = call.page.import;
  MINSYNC_ASSIGN(const auto token, text_or_empty(call, "token", 100));
  if (!token.empty()) {
    const bool known = kept && kept->token == token && call.page.now_ms() < kept->at_ms + kKeptMs;
    if (!known) return fail(FaultKind::bad_input, "local.import_gone");
    return &*kept;
  }
  MINSYNC_ASSIGN(const auto form, need_text(call, "form", 100));
  MINSYNC_TRY(call.store().forms().get(form));
  MINSYNC_ASSIGN(const auto data, need_text(call, "data", std::size_t{28} << 20));
  auto bytes = from_base64(data);
  if (!bytes || bytes->size() > kLongestFile) return fail(FaultKind::bad_input, "local.bad_value", {"data"});
  MINSYNC_ASSIGN(auto file, FileInMemory::of(*bytes));
  kept.emplace(KeptImport{hex(random_bytes<16>()), form, std::move(file), call.page.now_ms()});
  return &*kept;
}

std::string column_name(const ImportColumns& columns, std::size_t at) {
  if (columns.fields[at] != nullptr) return columns.fields[at]->name;
  const auto place = static_cast<int>(at);
  if (columns.id == place) return std::string(kIdColumn);
  if (columns.org == place) return std::string(kOrgColumn);
  return columns.seen == place ? std::string(kSeenColumn) : std::string();
}

std::string cell_text(const Field* field, const std::string& cell) {
  const auto shown = field != nullptr && field->sensitive ? mask_value(*field, cell) : cell;
  return shortened(shown, kLongestCell);
}

// The columns and the first rows, as they would be taken.
Status add_preview(const KeptImport& kept, const Form& form, const ImportOptions& options, Json& out) {
  MINSYNC_ASSIGN(auto file, CsvFile::open(kept.file.path()));
  std::vector<RowFault> ignored;
  const auto columns = read_columns(form, file.header(), options.mapping, ignored);
  out["columns"] = Json::array();
  for (std::size_t i = 0; i < file.header().size(); ++i) {
    const auto name = column_name(columns, i);
    out["columns"].push_back({{"header", file.header()[i]}, {"field", name.empty() ? Json(nullptr) : Json(name)}});
  }
  out["preview"] = Json::array();
  CsvRow row;
  while (out["preview"].size() < kPreviewRows) {
    const auto more = file.next(row);
    if (!more) continue;  // a row's fault, which the report has
    if (!*more) break;
    Json cells = Json::array();
    for (std::size_t i = 0; i < row.cells.size(); ++i) cells.push_back(cell_text(columns.fields[i], row.cells[i]));
    out["preview"].push_back(std::move(cells));
  }
  return {};
}

Json report_json(const ImportReport& report, Language language) {
  return {{"rows", report.rows},
          {"new", report.created},
          {"changed", report.changed},
          {"same", report.unchanged},
          {"fault_count", report.fault_count},
          {"faults", faults_json(report.faults, language)},
          {"warning_count", report.warning_count},
          {"warnings", faults_json(report.warnings, language)}};
}

}  // namespace

Result<LocalReply> try_import(Call& call) {
  MINSYNC_ASSIGN(const KeptImport* kept, file_in(call));
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(kept->form));
  MINSYNC_ASSIGN(const auto options, options_in(call, true));
  MINSYNC_ASSIGN(const auto report, import_records(call.store(), *form, kept->file.path(), options));
  Json out = {{"token", kept->token}};
  out.update(report_json(report, call.language));
  MINSYNC_TRY(add_preview(*kept, *form, options, out));
  return json_reply(out);
}

Result<LocalReply> commit_import(Call& call) {
  MINSYNC_TRY(need_text(call, "token", 100));
  MINSYNC_ASSIGN(const KeptImport* kept, file_in(call));
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(kept->form));
  MINSYNC_ASSIGN(const auto options, options_in(call, false));
  MINSYNC_ASSIGN(const auto report, import_records(call.store(), *form, kept->file.path(), options));
  if (report.fault_count == 0) call.page.import.reset();
  return json_reply(report_json(report, call.language));
}

}  // namespace minsync
