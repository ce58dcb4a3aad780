#include "client/search/search_index.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "client/search/search_words.h"
#include "shared/cli/flags_json.h"
#include "shared/forms/field_rights.h"
#include "shared/store/schema.h"

namespace minsync {
namespace {

// Rises when the words of search_words.cpp change: then the index is made anew.
constexpr int kVersion = 2;
constexpr const char* kName = "search.db";
constexpr std::int64_t kMostLoose = 2'000;  // rows of words that lead nowhere, besides one for each record

constexpr const char* kPrepareNotes =
    "CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

std::string path_in(const std::string& folder) {
  return (std::filesystem::path(folder) / kName).string();
}

std::string item_table(const Form& form) {
  return "item_" + form.name;
}
std::string word_table(const Form& form) {
  return "words_" + form.name;
}

void overwrite_and_remove(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return;
  const std::array<char, 64 << 10> zeros{};
  const auto size = ::lseek(file, 0, SEEK_END);
  for (off_t at = 0; at < size; at += static_cast<off_t>(zeros.size())) {
    const auto length = std::min(static_cast<std::size_t>(size - at), zeros.size());
    if (::pwrite(file, zeros.data(), length, at) < 0) break;
  }
  static_cast<void>(::fdatasync(file));
  ::close(file);
  ::unlink(path.c_str());
}

// The conditions of a query on item rows, with the values that they bind.
struct Where {
  std::string sql;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
};

Where where_of(const RecordQuery& query, const std::string& expression, const Form& form) {
  Where where{"WHERE i.rowid > ?", {}, {}};
  if (!expression.empty()) {
    where.sql += " AND " + word_table(form) + " MATCH ?";
    where.texts.push_back(expression);
  }
  if (!query.state.empty()) {
    where.sql += " AND i.state = ?";
    where.texts.push_back(query.state);
  }
  if (query.warned) where.sql += " AND i.warned = 1";
  if (!query.all_units) {
    where.sql += " AND i.unit IN (";
    for (std::size_t i = 0; i < query.units.size(); ++i) {
      where.sql += i == 0 ? "?" : ", ?";
      where.numbers.push_back(query.units[i].value);
    }
    where.sql += ")";
  }
  return where;
}

std::string from_of(const Form& form, bool with_words) {
  const auto items = item_table(form) + " i ";
  if (!with_words) return "FROM " + items;
  // The words lead: their rows come in order, and the first page needs no more of them.
  return "FROM " + word_table(form) + " CROSS JOIN " + items + "ON i.rowid = " + word_table(form) + ".rowid ";
}

int bind_where(Statement& rows, const Where& where, std::int64_t after) {
  int index = 0;
  rows.bind(++index, after);
  for (const auto& text : where.texts) rows.bind(++index, std::string_view(text));
  for (const auto number : where.numbers) rows.bind(++index, number);
  return index;
}

}  // namespace

Result<SearchIndex> SearchIndex::open(const std::string& folder) {
  const auto path = path_in(folder);
  auto database = open_derived(path, kPrepareNotes, kVersion);
  if (!database) {
    remove(folder);
    database = open_derived(path, kPrepareNotes, kVersion);
  }
  if (!database) return fail(std::move(database).error());
  return SearchIndex(std::move(*database));
}

void SearchIndex::remove(const std::string& folder) {
  for (const char* end : {"", "-wal", "-shm", "-journal"}) overwrite_and_remove(path_in(folder) + end);
}

Status SearchIndex::prepare(const Form& form) {
  if (std::ranges::find(prepared_, form.name) != prepared_.end()) return {};
  const auto items = item_table(form);
  MINSYNC_TRY(database_.script(
      "CREATE TABLE IF NOT EXISTS " + items +
      " (rowid INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, print INTEGER NOT NULL,"
      " unit INTEGER NOT NULL, state TEXT NOT NULL, warned INTEGER NOT NULL, heard_ms INTEGER NOT NULL);"
      "CREATE INDEX IF NOT EXISTS " +
      items + "_state ON " + items + " (state);" + "CREATE INDEX IF NOT EXISTS " + items + "_unit ON " + items +
      " (unit, state, warned, heard_ms);" + "CREATE INDEX IF NOT EXISTS " + items + "_warned ON " + items +
      " (warned) WHERE warned = 1;" + "CREATE VIRTUAL TABLE IF NOT EXISTS " + word_table(form) +
      " USING fts5(texts, initials, numbers, content='', tokenize='unicode61', columnsize=0);"));
  prepared_.push_back(form.name);
  return {};
}

Result<std::string> SearchIndex::note(std::string_view key) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT value FROM note WHERE key = ?", key));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? std::string(row.text(0)) : std::string();
}

Status SearchIndex::set_note(std::string_view key, std::string_view value) {
  return database_.run("INSERT OR REPLACE INTO note VALUES (?, ?)", key, value);
}

// Words are not kept beside their index, so they cannot be taken out of it: a changed record gets another row, and the
// words of the old one lead nowhere.
Status SearchIndex::put(const Form& form, const StoredRecord& record, std::int64_t today) {
  MINSYNC_TRY(drop(form, record.state.id));
  const auto state = form.workflow ? state_in(form, record.shown) : std::string();
  const bool warned = !flags_of(form, record, today).empty();
  MINSYNC_ASSIGN(auto row, database_.query("INSERT INTO " + item_table(form) +
                                               " (id, print, unit, state, warned, heard_ms) VALUES (?, ?, ?, ?, ?, ?)"
                                               " RETURNING rowid",
                                           record.state.id, print_of(record), record.state.unit,
                                           std::string_view(state), warned ? 1 : 0, township_change_ms(record)));
  MINSYNC_TRY(row.step());
  const auto rowid = row.integer(0);
  row.reset();
  const auto words = search_words(form, record);
  return database_.run("INSERT INTO " + word_table(form) + " (rowid, texts, initials, numbers) VALUES (?, ?, ?, ?)",
                       rowid, std::string_view(words.texts), std::string_view(words.initials),
                       std::string_view(words.numbers));
}

Status SearchIndex::drop(const Form& form, RecordId id) {
  return database_.run("DELETE FROM " + item_table(form) + " WHERE id = ?", id);
}

Result<bool> SearchIndex::tidy(const Form& form) {
  MINSYNC_TRY(prepare(form));
  MINSYNC_ASSIGN(auto row, database_.query("SELECT (SELECT count(*) FROM " + item_table(form) +
                                               "), (SELECT seq FROM sqlite_sequence WHERE name = ?)",
                                           std::string_view(item_table(form))));
  MINSYNC_TRY(row.step());
  if (row.integer(1) <= 2 * row.integer(0) + kMostLoose) return false;
  row.reset();
  MINSYNC_TRY(database_.script("DROP TABLE " + word_table(form) + "; DROP TABLE " + item_table(form) + ";"));
  std::erase(prepared_, form.name);
  return true;
}

Result<FoundRecords> SearchIndex::find(const Form& form, const RecordQuery& query, std::int64_t after,
                                       std::size_t limit) {
  MINSYNC_TRY(prepare(form));
  FoundRecords found;
  const auto expression = search_expression(query.search);
  const auto where = where_of(query, expression, form);
  MINSYNC_ASSIGN(auto rows,
                 database_.prepare("SELECT i.rowid, i.id " + from_of(form, !expression.empty()) + where.sql +
                                   " ORDER BY " + (expression.empty() ? "i" : word_table(form)) + ".rowid LIMIT ?"));
  const int bound = bind_where(rows, where, after);
  rows.bind(bound + 1, static_cast<std::int64_t>(limit + 1));
  std::int64_t last = 0;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return found;
    if (found.ids.size() == limit) {
      found.next = last;
      return found;
    }
    last = rows.integer(0);
    found.ids.push_back(RecordId{rows.uuid(1)});
  }
}

Result<std::optional<std::int64_t>> SearchIndex::count(const Form& form, const RecordQuery& query, std::int64_t most) {
  MINSYNC_TRY(prepare(form));
  const auto expression = search_expression(query.search);
  const auto where = where_of(query, expression, form);
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT count(*) FROM (SELECT 1 " + from_of(form, !expression.empty()) +
                                              where.sql + " LIMIT ?)"));
  const int bound = bind_where(rows, where, 0);
  rows.bind(bound + 1, most + 1);
  MINSYNC_TRY(rows.step());
  const auto counted = rows.integer(0);
  if (counted > most) return std::nullopt;
  return counted;
}

Result<std::vector<UnitTally>> SearchIndex::tally(const Form& form) {
  MINSYNC_TRY(prepare(form));
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT unit, state, count(*), sum(warned), max(heard_ms) FROM " +
                                              item_table(form) + " GROUP BY unit, state"));
  std::vector<UnitTally> tallies;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return tallies;
    tallies.push_back({UnitId{static_cast<std::uint32_t>(rows.number(0))}, std::string(rows.text(1)), rows.integer(2),
                       rows.integer(3), rows.integer(4)});
  }
}

Result<std::vector<UnitId>> SearchIndex::units(const Form& form) {
  MINSYNC_TRY(prepare(form));
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT DISTINCT unit FROM " + item_table(form)));
  std::vector<UnitId> units;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return units;
    units.push_back(UnitId{static_cast<std::uint32_t>(rows.number(0))});
  }
}

Result<IndexStanding> SearchIndex::standing(const Form& form) {
  MINSYNC_TRY(prepare(form));
  IndexStanding standing;
  MINSYNC_ASSIGN(const auto at, note("at"));
  MINSYNC_ASSIGN(const auto under_way, note("sweep.mark"));
  MINSYNC_ASSIGN(const auto mark, note("mark"));
  standing.at_ms = at.empty() ? 0 : std::stoull(at);
  standing.complete = under_way.empty() && !mark.empty();
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT count(*) FROM " + item_table(form)));
  MINSYNC_TRY(row.step());
  standing.indexed = row.integer(0);
  return standing;
}

}  // namespace minsync
