// How the index follows the records.
#include <algorithm>
#include <map>

#include "client/search/search_index.h"
#include "client/search/search_words.h"

namespace minsync {
namespace {

// Everything but own edits that can change a record leaves its trace here: what the hub told, refusals, new forms.
Result<std::string> mark_of(ClientStore& store) {
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  std::string mark = std::to_string(store.enrolment().epoch) + ' ' + std::to_string(sync.receipt_cursor);
  for (const auto& cursor : sync.cursors) {
    mark += ' ' + std::to_string(cursor.partition.value) + ':' + std::to_string(cursor.version.value);
  }
  MINSYNC_ASSIGN(auto row,
                 store.database().query("SELECT count(*), max(sequence) FROM outbox WHERE state = ? AND state <> 2",
                                        static_cast<int>(OutboxState::refused)));
  MINSYNC_TRY(row.step());
  mark += ' ' + std::to_string(row.integer(0)) + ' ' + std::to_string(row.integer(1));
  MINSYNC_ASSIGN(const auto forms, store.setting(std::string(kFormsSetting)));
  return mark + ' ' + forms;
}

struct IndexedItem {
  std::int64_t print = 0;
  bool seen = false;
};

std::string key_of(RecordId id) {
  const auto& bytes = id.value.bytes;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The form behind the one with this name, by name.
const Form* next_form(const FormCatalogue& forms, const std::string& name) {
  for (const auto* form : forms.forms()) {
    if (form->name > name) return form;
  }
  return nullptr;
}

std::int64_t day_of_ms(std::uint64_t now_ms) {
  return static_cast<std::int64_t>(now_ms / 86'400'000);
}

Result<std::int64_t> newest_edit(ClientStore& store) {
  MINSYNC_ASSIGN(auto row, store.database().prepare("SELECT max(sequence) FROM outbox"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

}  // namespace

Status SearchIndex::put_edited(ClientStore& store, std::int64_t after, std::int64_t today) {
  MINSYNC_ASSIGN(auto rows, store.database().query("SELECT DISTINCT record FROM outbox WHERE sequence > ?", after));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const RecordId id{rows.uuid(0)};
    MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
    if (form == nullptr) continue;
    MINSYNC_TRY(prepare(*form));
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
    MINSYNC_TRY(record && !record->deleted ? put(*form, *record, today) : drop(*form, id));
  }
}

Status SearchIndex::follow_own_edits(ClientStore& store, std::size_t most, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto noted, note("sequence"));
  const std::int64_t known = noted.empty() ? 0 : std::stoll(noted);
  MINSYNC_ASSIGN(const auto newest, newest_edit(store));
  if (newest == known) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  if (newest < known || newest - known > static_cast<std::int64_t>(most)) {
    // An import, or a folder that went back: all records are looked through instead.
    MINSYNC_TRY(set_note("mark", ""));
    MINSYNC_TRY(set_note("sweep.mark", ""));
  } else {
    MINSYNC_TRY(put_edited(store, known, day_of_ms(now_ms)));
  }
  MINSYNC_TRY(set_note("sequence", std::to_string(newest)));
  return transaction.commit();
}

Status SearchIndex::begin_sweep(std::string_view mark) {
  MINSYNC_TRY(set_note("sweep.mark", mark));
  MINSYNC_TRY(set_note("sweep.form", ""));
  return set_note("sweep.after", "");
}

Result<bool> SearchIndex::follow(ClientStore& store, std::size_t most, std::uint64_t now_ms) {
  MINSYNC_TRY(follow_own_edits(store, most, now_ms));
  MINSYNC_ASSIGN(const auto mark, mark_of(store));
  MINSYNC_ASSIGN(const auto done, note("mark"));
  MINSYNC_ASSIGN(const auto under_way, note("sweep.mark"));
  if (under_way.empty() && done == mark) return false;
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  if (under_way.empty()) MINSYNC_TRY(begin_sweep(mark));
  MINSYNC_ASSIGN(const bool more, sweep(store, most, now_ms));
  MINSYNC_TRY(transaction.commit());
  return more;
}

// The next records of the form that it has come to, in the order of their ids.
Result<bool> SearchIndex::sweep(ClientStore& store, std::size_t most, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto name, note("sweep.form"));
  MINSYNC_ASSIGN(const auto after, note("sweep.after"));
  const Form* form = after.empty() ? next_form(store.forms(), name) : store.forms().find(name);
  if (form == nullptr) {
    MINSYNC_ASSIGN(auto mark, note("sweep.mark"));
    for (const auto* one : store.forms().forms()) {
      MINSYNC_ASSIGN(const bool emptied, tidy(*one));
      if (emptied) mark.clear();  // to be looked through once more
    }
    MINSYNC_TRY(set_note("mark", mark));
    MINSYNC_TRY(set_note("sweep.mark", ""));
    MINSYNC_TRY(set_note("at", std::to_string(now_ms)));
    return false;
  }
  MINSYNC_TRY(prepare(*form));
  std::optional<RecordId> behind;
  if (const auto id = Uuid::parse(after)) behind = RecordId{*id};
  std::vector<StoredRecord> records;
  MINSYNC_TRY(store.records().scan(*form, behind, [&](StoredRecord& record) -> Result<bool> {
    records.push_back(std::move(record));
    return records.size() < most;
  }));
  const bool last = records.size() < most;
  MINSYNC_TRY(compare(*form, behind, records, last, day_of_ms(now_ms)));
  MINSYNC_TRY(set_note("sweep.form", form->name));
  MINSYNC_TRY(set_note("sweep.after", last ? "" : records.back().state.id.value.text()));
  return true;
}

// What stands here behind `behind`, as far as the records go, and is no record any more goes.
Status SearchIndex::compare(const Form& form, std::optional<RecordId> behind, const std::vector<StoredRecord>& records,
                            bool last, std::int64_t today) {
  const auto begin = behind ? key_of(*behind) : std::string();
  const auto end = last ? std::string(17, '\xff') : key_of(records.back().state.id);
  std::map<std::string, IndexedItem> indexed;
  {
    MINSYNC_ASSIGN(auto rows, database_.query("SELECT id, print FROM item_" + form.name + " WHERE id > ? AND id <= ?",
                                              Blob{begin}, Blob{end}));
    for (;;) {
      MINSYNC_ASSIGN(const bool more, rows.step());
      if (!more) break;
      indexed[std::string(rows.blob(0))].print = rows.integer(1);
    }
  }
  for (const auto& record : records) {
    if (record.deleted) continue;
    auto& item = indexed[key_of(record.state.id)];
    item.seen = true;
    if (item.print != print_of(record)) MINSYNC_TRY(put(form, record, today));
  }
  for (const auto& [id, item] : indexed) {
    if (item.seen) continue;
    Uuid gone;
    std::ranges::copy(id, reinterpret_cast<char*>(gone.bytes.data()));
    MINSYNC_TRY(drop(form, RecordId{gone}));
  }
  return {};
}

}  // namespace minsync
