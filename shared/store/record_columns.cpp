#include "shared/store/record_columns.h"

#include <algorithm>
#include <charconv>

namespace minsync {

std::string table_of(const Form& form) {
  return "record_" + form.name;
}
std::string column_of(FieldNumber field) {
  return "f" + std::to_string(field.value);
}

bool is_sealed(const SqlDialect& dialect, const Field& field) {
  return dialect.sealed && field.sensitive && field.type != FieldType::reference;
}
bool has_search_key(const SqlDialect& dialect, const Form& form, const Field& field) {
  return is_sealed(dialect, field) && std::ranges::find(form.match_key, field.number) != form.match_key.end();
}
static std::string search_column_of(FieldNumber field) {
  return "h" + std::to_string(field.value);
}
std::string match_column_of(const SqlDialect& dialect, const Form& form, FieldNumber number) {
  return has_search_key(dialect, form, *form.field(number)) ? search_column_of(number) : column_of(number);
}

static std::string_view declared_type(const SqlDialect& dialect, const Field& field) {
  if (is_sealed(dialect, field)) return dialect.blob;
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return dialect.integer;
    case FieldType::reference:
      return dialect.blob;
    default:
      return dialect.text;
  }
}

std::vector<std::pair<std::string, std::string_view>> field_columns(const SqlDialect& dialect, const Form& form) {
  std::vector<std::pair<std::string, std::string_view>> columns;
  for (const auto& field : form.fields) {
    columns.emplace_back(column_of(field.number), declared_type(dialect, field));
    if (has_search_key(dialect, form, field)) columns.emplace_back(search_column_of(field.number), dialect.blob);
  }
  return columns;
}

std::string joined_options(const Options& options) {
  std::string out;
  for (const auto& option : options) {
    if (!out.empty()) out += ' ';
    out += option;
  }
  return out;
}

static Options split(std::string_view text) {
  Options options;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    options.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return options;
}

std::string place_of(const Form& form, FieldNumber field, RecordId id) {
  return table_of(form) + '.' + column_of(field) + '.' + id.value.text();
}

Result<FieldValue> plain_value(const Field& field, const std::string& plain) {
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
      if (error == std::errc{} && end == plain.data() + plain.size()) return number;
      return fail(FaultKind::integrity, "common.damaged", {field.name});
    }
    case FieldType::select_multiple:
      return split(plain);
    default:
      return plain;
  }
}

FieldValue read_value(const Field& field, const Statement& row, int column) {
  if (row.is_null(column)) return Null{};
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return row.integer(column);
    case FieldType::reference:
      return RecordId{row.uuid(column)};
    case FieldType::select_multiple:
      return split(row.text(column));
    default:
      return std::string(row.text(column));
  }
}

static std::string select_list(const Form& form) {
  std::string sql = "SELECT id, unit, deleted, origins, partition";
  for (const auto& field : form.fields) sql += ", " + column_of(field.number);
  return sql + " FROM " + table_of(form);
}

static std::string insert_statement(const SqlDialect& dialect, const Form& form, const std::string& verb) {
  std::string columns = "id, unit, deleted, origins, partition", holes = "?, ?, ?, ?, ?";
  for (const auto& field : form.fields) {
    columns += ", " + column_of(field.number);
    holes += ", ?";
    if (!has_search_key(dialect, form, field)) continue;
    columns += ", " + search_column_of(field.number);
    holes += ", ?";
  }
  return verb + " INTO " + table_of(form) + " (" + columns + ") VALUES (" + holes + ")";
}

namespace {

// A definition may be another one at the same address by now.
struct KnownForm {
  const Form* form;
  bool partitioned;
  std::string name;
  std::uint32_t version = 0;
  std::size_t fields = 0;
  RowSql sql;
};

bool is_of(const KnownForm& known, const SqlDialect& dialect, const Form& form) {
  return known.form == &form && known.partitioned == dialect.partitioned && known.version == form.version &&
         known.fields == form.fields.size() && known.name == form.name;
}

}  // namespace

const RowSql& row_sql(const SqlDialect& dialect, const Form& form) {
  constexpr std::size_t kMostForms = 256;
  thread_local std::vector<KnownForm> all;
  const auto known = std::ranges::find_if(all, [&](const KnownForm& one) { return is_of(one, dialect, form); });
  if (known != all.end()) return known->sql;
  if (all.size() == kMostForms) all.clear();
  const auto select = select_list(form);
  all.push_back({&form,
                 dialect.partitioned,
                 form.name,
                 form.version,
                 form.fields.size(),
                 {insert_statement(dialect, form, "INSERT OR REPLACE"), select, select + " WHERE id = ?",
                  insert_statement(dialect, form, "INSERT OR IGNORE")}});
  return all.back().sql;
}

}  // namespace minsync
