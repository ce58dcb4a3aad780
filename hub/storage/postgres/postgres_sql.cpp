#include "hub/storage/postgres/postgres_sql.h"

#include <algorithm>

namespace minsync {
namespace {

constexpr std::string_view kReplace = "INSERT OR REPLACE INTO ", kIgnore = "INSERT OR IGNORE INTO ";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the parameter at the beginning of `rest`.
std::string parameter(std::string_view& rest, int& count) {
  rest.remove_prefix(1);
  std::string number;
  while (!rest.empty() && is_digit(rest.front())) {
    number += rest.front();
    rest.remove_prefix(1);
  }
  return "$" + (number.empty() ? std::to_string(++count) : number);
}

std::string with_parameters(std::string_view rest) {
  std::string out;
  int count = 0;
  char quote = 0;
  while (!rest.empty()) {
    const char c = rest.front();
    if (quote == 0 && rest.starts_with("IS ?")) {
      rest.remove_prefix(3);
      out += "IS NOT DISTINCT FROM " + parameter(rest, count);
      continue;
    }
    if (quote == 0 && c == '?') {
      out += parameter(rest, count);
      continue;
    }
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    }
    out += c;
    rest.remove_prefix(1);
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// "table (a, b) VALUES …" names its columns; else the row has them all.
std::vector<std::string> named_columns(std::string_view after_table) {
  std::vector<std::string> columns;
  if (!after_table.starts_with(" (")) return columns;
  auto list = after_table.substr(2, after_table.find(')') - 2);
  while (!list.empty()) {
    const auto end = std::min(list.find(", "), list.size());
    columns.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  return columns;
}

std::string on_conflict(const TableShape& shape, const std::vector<std::string>& columns) {
  std::vector<std::string> changes;
  for (const auto& column : columns) {
    if (std::ranges::find(shape.key, column) == shape.key.end()) changes.push_back(column + " = excluded." + column);
  }
  return " ON CONFLICT (" + joined(shape.key) + ") DO " +
         (changes.empty() ? "NOTHING" : "UPDATE SET " + joined(changes));
}

}  // namespace

Result<std::string> to_postgres(std::string_view sql, const FindShape& shape_of) {
  if (sql.starts_with(kIgnore)) {
    return "INSERT INTO " + with_parameters(sql.substr(kIgnore.size())) + " ON CONFLICT DO NOTHING";
  }
  if (!sql.starts_with(kReplace)) return with_parameters(sql);
  sql.remove_prefix(kReplace.size());
  const auto name = sql.substr(0, sql.find_first_of(" ("));
  MINSYNC_ASSIGN(auto shape, shape_of(std::string(name)));
  const auto named = named_columns(sql.substr(name.size()));
  return "INSERT INTO " + with_parameters(sql) + on_conflict(shape, named.empty() ? shape.columns : named);
}

bool gives_rows(std::string_view sql) {
  return sql.starts_with("SELECT") || sql.starts_with("WITH") || sql.find(" RETURNING ") != std::string_view::npos;
}

}  // namespace minsync
