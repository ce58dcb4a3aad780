#include "tests/crash/store_checks.h"

#include <sqlite3.h>

#include <set>

#include "hub/ingest/rights.h"
#include "hub/recovery/chain_check.h"
#include "hub/storage/snapshot.h"
#include "shared/sealing/folder_keys.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

// Only tests read these, so their ids need no text.
tl::unexpected<Fault> disagrees(std::string what) {
  return fail(FaultKind::failed, std::move(what));
}

Status check_outbox(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows, store.database().prepare("SELECT sequence, record FROM outbox ORDER BY sequence"));
  std::uint64_t expected = 0;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) break;
    if (rows.number(0) != ++expected) return disagrees("a number is missing in the outbox");
    MINSYNC_ASSIGN(const auto* form, store.records().form_of(RecordId{rows.uuid(1)}));
    if (form == nullptr) return disagrees("an edit without its record");
  }
  MINSYNC_ASSIGN(const auto last, store.setting("last_sequence"));
  if (last != std::to_string(expected)) return disagrees("a number may be given twice");
  return {};
}

Status check_feed(HubStore& store, const FormCatalogue& forms, PartitionId partition) {
  const auto& divisions = Divisions::built_in();
  for (const auto& form : forms.forms()) {
    MINSYNC_TRY(store.records().scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      MINSYNC_ASSIGN(const auto entry,
                     store.find_feed(partition, place_of(divisions, record.state.unit).township, record.state.version));
      if (!entry || entry->record != record.state.id) return disagrees("a record that the feed does not tell of");
      return true;
    }));
  }
  return {};
}

// The edits of the journal, and for each version the number it was given to.
Status check_journal(HubStore& store, const Partition& partition) {
  std::set<EditId> seen;
  for (std::uint64_t number = 1; number <= partition.entries; ++number) {
    MINSYNC_ASSIGN(const auto entry, store.entry(partition.id, number));
    if (!entry) return disagrees("an entry is missing");
    MINSYNC_ASSIGN(const auto batch,
                   decode_batch(std::string_view(entry->batch).substr(0, entry->batch.size() - kSignatureSize)));
    for (const auto& edit : batch.edits) {
      if (!seen.insert(edit.id).second) return disagrees("an edit was journaled twice");
      MINSYNC_ASSIGN(const auto last, store.last_sequence(edit.id.device, edit.id.incarnation));
      if (last < edit.id.sequence) return disagrees("an edit is in the journal and not receipted");
    }
  }
  for (const auto& id : seen) {
    const EditId before{id.device, id.incarnation, Sequence{id.sequence.value - 1}};
    if (id.sequence.value > 1 && !seen.contains(before)) return disagrees("a receipted edit is not in the journal");
  }
  return {};
}

void append_row(std::string& text, sqlite3_stmt* row) {
  for (int i = 0; i < sqlite3_column_count(row); ++i) {
    const int type = sqlite3_column_type(row, i);
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, i));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, i));
    text += std::to_string(type) + ":" + std::to_string(size) + ":";
    text.append(bytes == nullptr ? "" : bytes, bytes == nullptr ? 0 : size);
    text += ' ';
  }
  text += '\n';
}

// False if it could not be read to its end.
bool append_rows(std::string& text, sqlite3* handle, const std::string& sql) {
  sqlite3_stmt* rows = nullptr;
  int code = sqlite3_prepare_v2(handle, sql.c_str(), -1, &rows, nullptr);
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) append_row(text, rows);
  }
  sqlite3_finalize(rows);
  return code == SQLITE_DONE;
}

bool append_tables(std::string& text, sqlite3* handle) {
  std::vector<std::string> names;
  sqlite3_stmt* rows = nullptr;
  const char* sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
  int code = sqlite3_prepare_v2(handle, sql, -1, &rows, nullptr);
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
      names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
    }
  }
  sqlite3_finalize(rows);
  if (code != SQLITE_DONE) return false;
  for (const auto& name : names) {
    text += "table " + name + "\n";
    if (!append_rows(text, handle, "SELECT * FROM \"" + name + "\"")) return false;
  }
  return true;
}

}  // namespace

Status check_client(ClientStore& store) {
  MINSYNC_TRY(store.database().check_integrity());
  MINSYNC_TRY(check_outbox(store));
  for (const auto& form : store.forms().forms()) {
    MINSYNC_TRY(store.records().scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
      if (record.state.version.value == 0 && own.empty()) return disagrees("a record without its edit");
      return true;
    }));
  }
  return {};
}

Status check_hub(HubStore& store, const FormCatalogue& forms) {
  MINSYNC_TRY(store.check_integrity());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(store));
  MINSYNC_TRY(check_chains(store));
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    MINSYNC_TRY(check_journal(store, partition));
    MINSYNC_TRY(check_feed(store, forms, partition.id));
  }
  return {};
}

std::string read_tables(const std::string& path) {
  sqlite3* handle = nullptr;
  std::string text;
  int code = SQLITE_ERROR;
  if (const auto seal = seal_of(path); !seal || !*seal) {
    code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  } else {
    const OpenWith with((*seal)->opening);
    code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, sealed_vfs());
  }
  if (code != SQLITE_OK || !append_tables(text, handle)) text.clear();
  sqlite3_close(handle);
  return text;
}

}  // namespace minsync
