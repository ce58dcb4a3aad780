#include "shared/store/backup_file.h"

#include "shared/sealing/folder_keys.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

constexpr std::string_view kSealed = "minsync backup 1";

constexpr const char* kTables =
    "CREATE TABLE backup_piece (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE backup_seal (point BLOB NOT NULL, signature BLOB NOT NULL);";

tl::unexpected<Fault> not_whole(const std::string& path) {
  return fail(FaultKind::integrity, "backup.damaged", {path});
}

std::string quoted(std::string_view name) {
  return '"' + std::string(name) + '"';
}

// SQL that gives each row of a table as one text in which no two different rows look the same.
Result<std::string> select_rows(Database& database, const std::string& table) {
  MINSYNC_ASSIGN(auto columns, database.query("SELECT name FROM pragma_table_info(?)", std::string_view(table)));
  std::string row;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, columns.step());
    if (!more) break;
    row += (row.empty() ? "quote(" : "||','||quote(") + quoted(columns.text(0)) + ')';
  }
  return "SELECT " + row + " FROM " + quoted(table);
}

Status add_table(Hasher& hasher, Database& database, const std::string& table) {
  MINSYNC_ASSIGN(const auto select, select_rows(database, table));
  MINSYNC_ASSIGN(auto rows, database.prepare(select));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    hasher.add(rows.text(0));
    hasher.add("\n");
  }
}

// Over the definitions of all tables and indexes and all rows, but for the seal's.
Result<Digest> content_digest(Database& database) {
  Hasher hasher;
  std::vector<std::string> tables;
  MINSYNC_ASSIGN(auto defined, database.prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND"
                                                " name <> 'backup_seal' ORDER BY type, name"));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, defined.step());
    if (!more) break;
    hasher.add(defined.text(2));
    hasher.add("\n");
    if (defined.text(0) == "table") tables.emplace_back(defined.text(1));
  }
  for (const auto& table : tables) {
    hasher.add(table);
    hasher.add("\n");
    MINSYNC_TRY(add_table(hasher, database, table));
  }
  return hasher.finish();
}

std::string sealed_bytes(const Digest& digest, std::string_view point) {
  return std::string(kSealed) + hex(digest) + std::string(point);
}

Result<PublicKey> verify_seal(Database& database, const std::string& path) {
  MINSYNC_ASSIGN(auto seal, database.prepare("SELECT point, signature FROM backup_seal"));
  MINSYNC_ASSIGN(const bool found, seal.step());
  if (!found) return not_whole(path);
  MINSYNC_ASSIGN(auto key, PublicKey::from_point(seal.blob(0)));
  MINSYNC_ASSIGN(const auto digest, content_digest(database));
  if (!key.verify(sealed_bytes(digest, seal.blob(0)), seal.blob(1))) return not_whole(path);
  return key;
}

Result<BackupPieces> pieces_in(Database& database) {
  BackupPieces pieces;
  MINSYNC_ASSIGN(auto rows, database.prepare("SELECT name, bytes FROM backup_piece"));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return pieces;
    pieces.emplace(rows.text(0), rows.blob(1));
  }
}

Result<bool> has_seal(Database& database) {
  MINSYNC_ASSIGN(auto row, database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'backup_seal'"));
  return row.step();
}

// A sealed one is known by its beginning, although it may be another folder's and not open.
bool is_backup(const std::string& path) {
  if (KeyRing::looks_like_one(beginning_of(path, KeyRing::kMostBytes))) return true;
  auto present = Database::open_read_only(path);
  return present && has_seal(*present).value_or(false);
}

}  // namespace

Status write_backup_file(const std::string& folder, const std::string& path,
                         const std::function<Status(const std::string&)>& write) {
  if (file_exists(path) && !is_backup(path)) return fail(FaultKind::usage, "backup.not_replaced", {path});
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(folder));
  if (ring == nullptr) return write_durable_file(path, write);
  if (!ring->opens_elsewhere()) return fail(FaultKind::usage, "sealing.no_way_back");
  return write_durable_file(path, [&](const std::string& name) -> Status {
    MINSYNC_TRY(begin_sealed_file(name, *ring));
    return write(name);
  });
}

Status seal_backup(const std::string& path, const BackupPieces& pieces, const PrivateKey& key) {
  MINSYNC_ASSIGN(auto database, Database::open(path, false));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(database.script(kTables));
  for (const auto& [name, bytes] : pieces) {
    MINSYNC_TRY(database.run("INSERT INTO backup_piece VALUES (?, ?)", std::string_view(name), Blob{bytes}));
  }
  MINSYNC_ASSIGN(const auto digest, content_digest(database));
  const auto point = key.public_key().point();
  MINSYNC_TRY(
      database.run("INSERT INTO backup_seal VALUES (?, ?)", Blob{point}, Blob{key.sign(sealed_bytes(digest, point))}));
  MINSYNC_TRY(transaction.commit());
  // One file and nothing beside it.
  return database.script("PRAGMA journal_mode=DELETE");
}

Result<OpenBackup> open_backup(const std::string& path, const std::string& key_name) {
  if (!file_exists(path)) return fail(FaultKind::failed, "backup.no_file", {path});
  auto database = Database::open_read_only(path);
  if (!database && database.error().kind != FaultKind::integrity) return fail(std::move(database).error());
  if (!database || !has_seal(*database).value_or(false)) return fail(FaultKind::integrity, "backup.none", {path});
  // Whatever SQLite finds wrong with its pages has one name for who wants to restore.
  if (!database->check_integrity()) return not_whole(path);
  auto key = verify_seal(*database, path);
  if (!key) return not_whole(path);
  auto pieces = pieces_in(*database);
  if (!pieces) return not_whole(path);
  if (!pieces->contains(key_name)) return fail(FaultKind::integrity, "backup.other_program", {path});
  MINSYNC_ASSIGN(const auto seal, seal_of(path));
  const bool sealed = seal && seal->opening.lead > 0;
  return OpenBackup{std::move(*database), std::move(*pieces), std::move(*key), sealed ? seal->ring : nullptr};
}

Status drop_backup_tables(Database& database) {
  return database.script("DROP TABLE IF EXISTS backup_piece; DROP TABLE IF EXISTS backup_seal;");
}

Result<BackupPieces> read_pieces(const std::string& folder, const std::vector<std::string>& required,
                                 const std::vector<std::string>& optional) {
  BackupPieces pieces;
  for (const auto& name : required) {
    MINSYNC_ASSIGN(pieces[name], read_small_file(folder, name));
  }
  for (const auto& name : optional) {
    if (!file_exists(folder + '/' + name)) continue;
    MINSYNC_ASSIGN(pieces[name], read_small_file(folder, name));
  }
  return pieces;
}

}  // namespace minsync
