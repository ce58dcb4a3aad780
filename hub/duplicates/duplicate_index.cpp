#include "hub/duplicates/duplicate_index.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "hub/ingest/journal_reader.h"
#include "shared/store/schema.h"

namespace minsync {
namespace {

constexpr const char* kName = "duplicates.db";
// Rises when match_keys.cpp compares otherwise: then it is made anew.
constexpr int kVersion = 1;
constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS cursor (
  partition INTEGER PRIMARY KEY, number INTEGER NOT NULL, hash BLOB NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS match_key (
  record BLOB, kind INTEGER, hash BLOB NOT NULL, PRIMARY KEY (record, kind)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS match_key_hash ON match_key (hash);
CREATE TABLE IF NOT EXISTS pair (
  strength INTEGER NOT NULL, a BLOB, b BLOB, form TEXT NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_order ON pair (strength, a, b);
CREATE INDEX IF NOT EXISTS pair_b ON pair (b);
)sql";
// Of one value: who shares it with more shares something that everybody has, a placeholder say.
constexpr int kMostPartners = 20;

std::string path_in(const std::string& folder) {
  return (std::filesystem::path(folder) / kName).string();
}

// Damaged, of another program, or from before the folder was sealed; a full disk or a busy file is no such thing.
bool is_unusable(const Fault& fault) {
  return fault.kind == FaultKind::integrity || fault.kind == FaultKind::not_allowed || fault.id == "common.damaged";
}

Blob blob_of_digest(const Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

Status forget_all(Database& database) {
  return database.script("DELETE FROM cursor; DELETE FROM match_key; DELETE FROM pair;");
}

}  // namespace

Result<DuplicateIndex> DuplicateIndex::open(const std::string& folder) {
  const auto path = path_in(folder);
  auto database = open_derived(path, kSchema, kVersion);
  if (!database && is_unusable(database.error())) {
    std::error_code error;
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end, error);
    database = open_derived(path, kSchema, kVersion);
  }
  if (!database) return fail(std::move(database).error());
  return DuplicateIndex(*std::move(database));
}

Result<DuplicateIndex::Cursor> DuplicateIndex::cursor(PartitionId partition) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT number, hash, at_ms FROM cursor WHERE partition = ?", partition));
  MINSYNC_ASSIGN(const bool found, row.step());
  Cursor cursor;
  if (!found) return cursor;
  cursor.number = row.number(0);
  const auto hash = row.blob(1);
  std::copy_n(hash.begin(), std::min(hash.size(), cursor.hash.size()), cursor.hash.begin());
  cursor.at_ms = row.integer(2);
  return cursor;
}

Status DuplicateIndex::put_cursor(PartitionId partition, const JournalEntry& entry) {
  return database_.run("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?)", partition, entry.number,
                       blob_of_digest(entry.hash), entry.at_ms);
}

// A hub that was put back to an earlier state, or another hub's folder, has another chain.
Status DuplicateIndex::begin_anew_if_other(HubStore& store) {
  std::vector<PartitionId> known;
  {
    MINSYNC_ASSIGN(auto row, database_.query("SELECT partition FROM cursor"));
    for (;;) {
      MINSYNC_ASSIGN(const bool found, row.step());
      if (!found) break;
      known.push_back(PartitionId{static_cast<std::uint32_t>(row.number(0))});
    }
  }
  for (const auto partition : known) {
    MINSYNC_ASSIGN(const auto at, cursor(partition));
    MINSYNC_ASSIGN(const auto entry, store.entry(partition, at.number));
    if (!entry || entry->hash != at.hash) return forget_all(database_);
  }
  return {};
}

Result<ReadTo> DuplicateIndex::follow(HubStore& store, const FormCatalogue& forms, std::size_t edits) {
  MINSYNC_ASSIGN(secret_, store.setting("tag_key"));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  MINSYNC_TRY(begin_anew_if_other(store));
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  std::size_t looked_at = 0;
  for (const auto& one : partitions) {
    MINSYNC_ASSIGN(const auto at, cursor(one.id));
    for (auto number = at.number + 1; number <= one.entries && looked_at < edits; ++number) {
      MINSYNC_ASSIGN(const auto entry, store.entry(one.id, number));
      if (!entry) break;
      MINSYNC_ASSIGN(const auto count, read_entry(store, forms, *entry));
      looked_at += count;
      MINSYNC_TRY(put_cursor(one.id, *entry));
    }
  }
  MINSYNC_ASSIGN(const auto now, read_to(store));
  MINSYNC_TRY(transaction.commit());
  return now;
}

Result<ReadTo> DuplicateIndex::read_to(HubStore& store) {
  ReadTo read;
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& one : partitions) {
    MINSYNC_ASSIGN(const auto at, cursor(one.id));
    read.behind += one.entries - std::min(at.number, one.entries);
    read.at_ms = std::max(read.at_ms, at.at_ms);
  }
  return read;
}

// Whatever became of an edit: what counts is how its record stands now.
Result<std::size_t> DuplicateIndex::read_entry(HubStore& store, const FormCatalogue& forms, const JournalEntry& entry) {
  if (entry.device.value.is_nil()) return std::size_t{1};  // an act
  MINSYNC_ASSIGN(const auto edits, edits_of(entry));
  std::set<RecordId> seen;
  for (const auto& edit : edits.batch.edits) {
    const Form* form = forms.find(edit.form);
    if (form == nullptr || !has_persons(*form) || !seen.insert(edit.record).second) continue;
    MINSYNC_TRY(look_at(store, *form, edit.record));
  }
  return std::max<std::size_t>(edits.batch.edits.size(), 1);
}

Status DuplicateIndex::look_at(HubStore& store, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(const auto record, store.records().load(form, id));
  const auto keys = record ? match_keys(form, *record, secret_) : std::vector<MatchKey>{};
  MINSYNC_ASSIGN(const auto known, keys_of(id));
  if (keys == known) return {};
  MINSYNC_TRY(database_.run("DELETE FROM pair WHERE a = ?", id));
  MINSYNC_TRY(database_.run("DELETE FROM pair WHERE b = ?", id));
  MINSYNC_TRY(replace_keys(id, keys));
  return record ? pair_up(store, form, *record, keys) : Status{};
}

Result<std::vector<MatchKey>> DuplicateIndex::keys_of(RecordId id) {
  std::vector<MatchKey> keys;
  MINSYNC_ASSIGN(auto row, database_.query("SELECT kind, hash FROM match_key WHERE record = ? ORDER BY kind", id));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return keys;
    keys.push_back({static_cast<MatchKind>(row.number(0)), std::string(row.blob(1))});
  }
}

Status DuplicateIndex::replace_keys(RecordId id, const std::vector<MatchKey>& keys) {
  MINSYNC_TRY(database_.run("DELETE FROM match_key WHERE record = ?", id));
  for (const auto& key : keys) {
    MINSYNC_TRY(database_.run("INSERT INTO match_key VALUES (?, ?, ?)", id, static_cast<std::int64_t>(key.kind),
                              Blob{key.hash}));
  }
  return {};
}

Status DuplicateIndex::pair_up(HubStore& store, const Form& form, const StoredRecord& record,
                               const std::vector<MatchKey>& keys) {
  const auto id = record.state.id;
  std::set<RecordId> partners;
  for (const auto& key : keys) {
    MINSYNC_ASSIGN(auto row, database_.query("SELECT record FROM match_key WHERE hash = ? AND record <> ? LIMIT ?",
                                             Blob{key.hash}, id, std::int64_t{kMostPartners}));
    for (;;) {
      MINSYNC_ASSIGN(const bool found, row.step());
      if (!found) break;
      partners.insert(RecordId{row.uuid(0)});
    }
  }
  for (const auto partner : partners) {
    MINSYNC_ASSIGN(const auto other, store.records().load(form, partner));
    if (!other) continue;
    const auto alike = likeness(form, record, *other, secret_);
    if (!alike) continue;
    MINSYNC_TRY(database_.run("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
                              static_cast<std::int64_t>(alike->strength), std::min(id, partner), std::max(id, partner),
                              std::string_view(form.name)));
  }
  return {};
}

Status DuplicateIndex::each_pair(const std::optional<DuplicatePair>& after,
                                 const std::function<Result<bool>(const DuplicatePair&)>& visit) {
  // No strength is below 0, so without an end of the page before everything is behind this.
  const DuplicatePair behind = after.value_or(DuplicatePair{});
  const auto strength = after ? static_cast<std::int64_t>(behind.strength) : -1;
  MINSYNC_ASSIGN(auto row, database_.query("SELECT strength, a, b, form FROM pair WHERE (strength, a, b) > (?, ?, ?)"
                                           " ORDER BY strength, a, b",
                                           strength, behind.a, behind.b));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return {};
    MINSYNC_ASSIGN(const bool more, visit({static_cast<MatchStrength>(row.number(0)), RecordId{row.uuid(1)},
                                           RecordId{row.uuid(2)}, std::string(row.text(3))}));
    if (!more) return {};
  }
}

}  // namespace minsync
