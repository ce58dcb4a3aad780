// The columns of a form's table, and what stands in them. For RecordTables alone.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/forms/form.h"
#include "shared/store/database.h"

namespace minsync {

std::string table_of(const Form& form);
std::string column_of(FieldNumber field);

// Where the store does not seal everything, sensitive fields are sealed by themselves, and what is looked for has a
// column of search keys beside it.
bool is_sealed(const SqlDialect& dialect, const Field& field);
bool has_search_key(const SqlDialect& dialect, const Form& form, const Field& field);
std::string match_column_of(const SqlDialect& dialect, const Form& form, FieldNumber number);
// Name and type of each column that the form's fields have.
std::vector<std::pair<std::string, std::string_view>> field_columns(const SqlDialect& dialect, const Form& form);

// Statements on whole rows of a form's table.
struct RowSql {
  std::string insert, select;  // `select` ends before WHERE
  std::string load;            // by id
  std::string create;          // does nothing where there is one with the id
};
// Made once for each form and kept for the thread that asks; holds until it asks for another form.
const RowSql& row_sql(const SqlDialect& dialect, const Form& form);

std::string joined_options(const Options& options);
FieldValue read_value(const Field& field, const Statement& row, int column);
// Where a value stands, so that a sealed one fits nowhere else.
std::string place_of(const Form& form, FieldNumber field, RecordId id);
// What was sealed, as a value again.
Result<FieldValue> plain_value(const Field& field, const std::string& plain);

// What of a value is sealed. Not for references.
struct Plain {
  std::string operator()(const Null&) const { return {}; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const Options& options) const { return joined_options(options); }
  std::string operator()(const RecordId& id) const { return id.value.text(); }
};

struct Binder {
  Statement& statement;
  int index;
  void operator()(const Null&) const { statement.bind_null(index); }
  void operator()(std::int64_t number) const { statement.bind(index, number); }
  void operator()(const std::string& text) const { statement.bind(index, std::string_view(text)); }
  void operator()(const Options& options) const { statement.bind(index, std::string_view(joined_options(options))); }
  void operator()(const RecordId& id) const { statement.bind(index, id); }
};

}  // namespace minsync
