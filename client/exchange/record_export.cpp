#include "client/exchange/record_export.h"

#include <algorithm>

#include "client/exchange/displayed_token.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

std::vector<std::string> header_of(const Form& form, const ExportOptions& options) {
  std::vector<std::string> header = {std::string(kIdColumn), std::string(kOrgColumn)};
  for (const auto& field : form.fields) {
    header.push_back(options.labels ? field.label.in(*options.labels) : field.name);
  }
  header.emplace_back(kSeenColumn);
  return header;
}

std::string cell_of(const Field& field, const FieldValue& value, const ExportOptions& options) {
  const bool labelled =
      options.labels && (field.type == FieldType::select_one || field.type == FieldType::select_multiple);
  return labelled ? disclosed(field, value, *options.labels, options.disclosure)
                  : disclosed(field, value, options.disclosure);
}

Result<std::vector<std::string>> row_of(ClientStore& store, const Form& form, const StoredRecord& record,
                                        const ExportOptions& options, const SecretKey* key) {
  const UnitSpan* unit = divisions_in_use().find(record.state.unit);
  std::vector<std::string> row = {record.state.id.value.text(), unit == nullptr ? "" : unit->code};
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    row.push_back(found == record.shown.end() ? "" : cell_of(field, found->second, options));
  }
  MINSYNC_ASSIGN(const auto displayed, displayed_record(store, form, record));
  const auto& enrolment = store.enrolment();
  row.push_back(displayed_token(form, record.state.id, enrolment.device, displayed, key));
  return row;
}

}  // namespace

Result<std::uint64_t> export_records(ClientStore& store, const Form& form, CsvWriter& file,
                                     const ExportOptions& options) {
  std::optional<SecretKey> key;
  if (std::ranges::any_of(form.fields, [&](const Field& field) { return is_hidden(field, options.disclosure); })) {
    MINSYNC_ASSIGN(key, export_key(store));
  }
  MINSYNC_TRY(file.write(header_of(form, options)));
  std::uint64_t count = 0;
  MINSYNC_ASSIGN(auto snapshot, Transaction::begin_read(store.database()));
  MINSYNC_TRY(store.records().scan(form, {}, [&](StoredRecord& record) -> Result<bool> {
    if (record.deleted || (options.chosen && !options.chosen(record))) return true;
    MINSYNC_ASSIGN(const auto row, row_of(store, form, record, options, key ? &*key : nullptr));
    MINSYNC_TRY(file.write(row));
    ++count;
    return true;
  }));
  return count;
}

Result<std::uint64_t> export_records(ClientStore& store, const Form& form, const std::filesystem::path& path,
                                     const ExportOptions& options) {
  MINSYNC_ASSIGN(auto file, CsvWriter::create(path, options.encoding));
  MINSYNC_ASSIGN(const auto count, export_records(store, form, file, options));
  MINSYNC_TRY(file.finish());
  return count;
}

}  // namespace minsync
