// How SQLite's files are opened.
#include <sqlite3.h>

#include "shared/sealing/conversion.h"
#include "shared/sealing/folder_keys.h"
#include "shared/store/database.h"
#include "shared/store/sqlite_engine.h"

namespace minsync {
namespace {

// Nobody asks how much memory it holds, and counting that is a lock around each piece of memory. Only possible before
// it is used for the first time; later it goes on counting.
void begin_without_counting() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

int open_file(const std::string& name, const std::optional<FileSeal>& seal, int flags, sqlite3** handle) {
  begin_without_counting();
  if (!seal) {
    const int code = sqlite3_open_v2(name.c_str(), handle, flags, nullptr);
    sqlite3_extended_result_codes(*handle, 1);
    return code;
  }
  const OpenWith with(seal->opening);
  const int code = sqlite3_open_v2(name.c_str(), handle, flags, sealed_vfs());
  if (code != SQLITE_OK) return code;
  prepare_sealed(*handle);
  sqlite3_extended_result_codes(*handle, 1);
  return code;
}

constexpr const char* kPragmas =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA cache_spill=OFF;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-16000;";

// What SQLite cannot know when it says that something is no database.
Fault not_opened(sqlite3* handle, const std::string& path, bool sealed) {
  auto fault = sqlite_fault(handle);
  if (fault.id != "common.damaged") return fault;
  if (sealed && !is_sealed_database(path)) return {FaultKind::integrity, "sealing.plain_inside", {path}, {}};
  if (!sealed && is_sealed_database(path)) return {FaultKind::not_allowed, "sealing.no_ring", {path, kRingFile}, {}};
  return fault;
}

}  // namespace

bool Database::exists(const std::string& path) {
  begin_without_counting();
  sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
  int found = 0;
  return files->xAccess(files, path.c_str(), SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found != 0;
}

Result<Database> Database::open(const std::string& path, bool create) {
  MINSYNC_ASSIGN(const auto seal, seal_of(path));
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX;
  const int code = open_file(path, seal, flags, &handle);
  Database database(std::make_unique<SqliteConnection>(handle));
  if (code != SQLITE_OK) return fail(not_opened(handle, path, seal.has_value()));
  sqlite3_busy_timeout(handle, 30'000);
  sqlite3_wal_autocheckpoint(handle, kLongLogPages);
  if (!database.script(kPragmas)) return fail(not_opened(handle, path, seal.has_value()));
  // A power loss can leave the log's end within a sector, where the next write, torn by another one, would take the
  // last commit along (SQLite writes the rest of that sector after its sync). What the log holds goes into the database
  // first. Where that cannot be, on a full disk say, the store is no worse than before.
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return database;
}

Result<Database> Database::open_read_only(const std::string& path) {
  MINSYNC_ASSIGN(auto seal, seal_of(path));
  // A backup is sealed by what it begins with, wherever it lies.
  if (seal && seal->opening.lead == 0) seal.reset();
  sqlite3* handle = nullptr;
  // As a URI, since only that can say that the file does not change under SQLite.
  const int code = open_file(file_uri(path) + "?immutable=1", seal,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, &handle);
  Database database(std::make_unique<SqliteConnection>(handle));
  if (code != SQLITE_OK) return fail(sqlite_fault(handle));
  // SQLite opens anything; only reading shows what it is.
  MINSYNC_TRY(database.script("SELECT count(*) FROM sqlite_master"));
  return database;
}

Result<Database> Database::open_scratch() {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  // Always sealed: what spills is anybody's records.
  const int code = sqlite3_open_v2("", &handle, flags, sealed_vfs());
  Database database(std::make_unique<SqliteConnection>(handle));
  if (code != SQLITE_OK) return fail(sqlite_fault(handle));
  // Nothing of it must survive anything, so it may spill to its nameless file.
  MINSYNC_TRY(database.script("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-64000;"));
  return database;
}

}  // namespace minsync
