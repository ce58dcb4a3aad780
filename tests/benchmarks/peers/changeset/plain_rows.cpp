#include "tests/benchmarks/peers/changeset/plain_rows.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "shared/identity/identity.h"

namespace minsync::peer {
namespace {

enum class Kind { text, whole, money, date, words };
struct Column {
  const char* name;
  Kind kind;
};
constexpr Column kColumns[] = {
    {"householder", Kind::text},      {"id_number", Kind::text},        {"phone", Kind::text},
    {"address", Kind::text},          {"household_kind", Kind::text},   {"category", Kind::text},
    {"member_count", Kind::whole},    {"insured_count", Kind::whole},   {"income_per_head", Kind::money},
    {"monthly_benefit", Kind::money}, {"bank_name", Kind::text},        {"account_name", Kind::text},
    {"bank_account", Kind::text},     {"applied_on", Kind::date},       {"effective_month", Kind::text},
    {"cause", Kind::words},           {"aid_items_given", Kind::whole}, {"survey_opinion", Kind::text},
    {"surveyed_on", Kind::date},      {"worker", Kind::text},           {"org", Kind::text}};

Cell date_cell(const std::string& text) {
  const auto day = day_of(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)), std::stoi(text.substr(8, 2)));
  if (!day) stop("no date: " + text);
  return std::int64_t{*day};
}

Cell cell(const nlohmann::json& value, Kind kind) {
  if (kind == Kind::whole) return value.get<std::int64_t>();
  if (kind == Kind::date) return date_cell(value.get<std::string>());
  if (kind != Kind::money && kind != Kind::words) return value.get<std::string>();
  std::string text;
  if (kind == Kind::words) {
    for (const auto& word : value) text += (text.empty() ? "" : " ") + word.get<std::string>();
    return text;
  }
  text = value.get<std::string>();
  std::erase(text, '.');
  return std::int64_t{std::stoll(text)};
}

std::string id_bytes(const std::string& text) {
  std::string out, digits;
  for (const char c : text) {
    if (c != '-') digits += c;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return out;
}

void bind(sqlite3_stmt* statement, int place, const Cell& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) sqlite3_bind_int64(statement, place, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    sqlite3_bind_text(statement, place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
  }
}

Cell read_cell(sqlite3_stmt* statement, int place) {
  if (sqlite3_column_type(statement, place) == SQLITE_INTEGER)
    return std::int64_t{sqlite3_column_int64(statement, place)};
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, place));
  return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, place)));
}

std::string table_sql() {
  std::string sql = "CREATE TABLE IF NOT EXISTS households(id BLOB PRIMARY KEY";
  for (const auto& column : kColumns) {
    const bool text = column.kind == Kind::text || column.kind == Kind::words;
    sql += std::string(", ") + column.name + (text ? " TEXT" : " INTEGER");
  }
  return sql + ") WITHOUT ROWID";
}

std::string insert_sql() {
  std::string sql = "INSERT OR REPLACE INTO households VALUES(?";
  for (std::size_t i = 0; i < std::size(kColumns); ++i) sql += ",?";
  return sql + ")";
}

}  // namespace

void stop(const std::string& what) {
  std::cerr << what << '\n';
  std::exit(1);
}

std::vector<std::string> column_names() {
  std::vector<std::string> names;
  for (const auto& column : kColumns) names.emplace_back(column.name);
  return names;
}

PlainRow plain_row(const std::string& line) {
  const auto json = nlohmann::json::parse(line);
  PlainRow row{id_bytes(json.at("_id").get<std::string>()), {}};
  for (const auto& column : kColumns) {
    const auto found = json.find(column.name);
    row.cells.push_back(found == json.end() ? Cell{} : cell(*found, column.kind));
  }
  return row;
}

std::vector<PlainRow> read_rows(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) stop(file + ": cannot be read");
  std::vector<PlainRow> rows;
  for (std::string line; std::getline(in, line);) rows.push_back(plain_row(line));
  return rows;
}

PlainTable::PlainTable(const std::string& file) {
  if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) stop(file + ": cannot be opened");
  script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=4000;");
  script(table_sql().c_str());
  insert_ = prepare(insert_sql());
  select_ = prepare("SELECT * FROM households WHERE id = ?");
}

PlainTable::~PlainTable() {
  sqlite3_finalize(insert_);
  sqlite3_finalize(select_);
  sqlite3_close(handle_);
}

void PlainTable::script(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(handle_));
}

sqlite3_stmt* PlainTable::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(handle_));
  return statement;
}

void PlainTable::write(const PlainRow& row) {
  sqlite3_bind_blob(insert_, 1, row.id.data(), static_cast<int>(row.id.size()), SQLITE_STATIC);
  for (std::size_t i = 0; i < row.cells.size(); ++i) bind(insert_, static_cast<int>(i) + 2, row.cells[i]);
  if (sqlite3_step(insert_) != SQLITE_DONE) stop(sqlite3_errmsg(handle_));
  sqlite3_reset(insert_);
  sqlite3_clear_bindings(insert_);
}

void PlainTable::insert(const PlainRow& row) {
  write(row);
}

void PlainTable::read_modify_write(const PlainRow& row) {
  sqlite3_bind_blob(select_, 1, row.id.data(), static_cast<int>(row.id.size()), SQLITE_STATIC);
  if (sqlite3_step(select_) != SQLITE_ROW) stop("no such row");
  PlainRow whole{row.id, {}};
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool named = !std::holds_alternative<std::monostate>(row.cells[i]);
    whole.cells.push_back(named ? row.cells[i] : read_cell(select_, static_cast<int>(i) + 1));
  }
  sqlite3_reset(select_);
  write(whole);
}

}  // namespace minsync::peer
