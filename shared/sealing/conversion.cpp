#include "shared/sealing/conversion.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "shared/crypto/key_file.h"
#include "shared/sealing/content_file.h"
#include "shared/sealing/folder_keys.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSealedMark = "minsync sealed 1", kPlainMark = "SQLite format 3";

struct Closer {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Closer>;

Fault fault_of(sqlite3* handle) {
  const int code = sqlite3_errcode(handle) & 0xff;
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return {FaultKind::failed, "sealing.in_use", {}, {}};
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || is_seal_broken(sqlite3_extended_errcode(handle))) {
    return {FaultKind::integrity, "common.damaged", {sqlite3_errmsg(handle)}, {}};
  }
  return {FaultKind::failed, "common.disk", {sqlite3_errmsg(handle)}, {}};
}

Status run(sqlite3* handle, const char* sql) {
  if (sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return fail(fault_of(handle));
}

// Whether the statement's last row says so.
Status expect(sqlite3* handle, const char* sql, std::string_view answer, const Fault& otherwise) {
  struct Answer {
    std::string_view wanted;
    bool good = false;
  } found{answer};
  const auto take = [](void* into, int, char** values, char**) {
    auto& row = *static_cast<Answer*>(into);
    row.good = values[0] != nullptr && row.wanted == values[0];
    return 0;
  };
  if (sqlite3_exec(handle, sql, take, &found, nullptr) != SQLITE_OK) return fail(fault_of(handle));
  return found.good ? Status{} : fail(otherwise);
}

Result<Handle> open(const std::string& path, const SealedOpening* opening, int flags) {
  sqlite3* raw = nullptr;
  int code = SQLITE_OK;
  if (opening == nullptr) {
    code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nullptr);
  } else {
    const OpenWith with(*opening);
    code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_READWRITE, sealed_vfs());
  }
  Handle handle(raw);
  if (code != SQLITE_OK) return fail(fault_of(raw));
  if (opening != nullptr) prepare_sealed(raw);
  sqlite3_extended_result_codes(raw, 1);
  return handle;
}

// The log goes into the database, and nobody else comes in until the handle is closed.
Result<Handle> open_alone(const std::string& path) {
  MINSYNC_ASSIGN(const auto seal, seal_of(path));
  const bool plain = beginning_of(path, kPlainMark.size()) == kPlainMark;
  MINSYNC_ASSIGN(auto handle, open(path, plain || !seal ? nullptr : &seal->opening, 0));
  sqlite3_busy_timeout(handle.get(), 2'000);
  MINSYNC_TRY(run(handle.get(), "PRAGMA locking_mode=EXCLUSIVE"));
  // It goes on in its old mode, without a fault, while somebody else has it open.
  MINSYNC_TRY(
      expect(handle.get(), "PRAGMA journal_mode=DELETE", "delete", {FaultKind::failed, "sealing.in_use", {}, {}}));
  MINSYNC_TRY(run(handle.get(), "BEGIN EXCLUSIVE; COMMIT"));
  return handle;
}

Status check(sqlite3* handle) {
  return expect(handle, "PRAGMA integrity_check", "ok", {FaultKind::integrity, "common.damaged", {std::string()}, {}});
}

Status copy_sealed(sqlite3* from, sqlite3* to) {
  sqlite3_backup* copying = sqlite3_backup_init(to, "main", from, "main");
  if (copying == nullptr) return fail(fault_of(to));
  sqlite3_backup_step(copying, -1);
  return sqlite3_backup_finish(copying) == SQLITE_OK ? Status{} : fail(fault_of(to));
}

// `old` is open alone. Whole, verified and on the disk when it returns.
Status make_copy(sqlite3* old, const std::string& path, const std::string& copy, bool plain) {
  std::error_code error;
  for (const char* tail : {"", "-journal", "-wal", "-shm"}) fs::remove(copy + tail, error);
  MINSYNC_ASSIGN(const auto seal, seal_of(path));
  if (!seal) return fail(FaultKind::not_allowed, "sealing.no_ring", {path, kRingFile});
  if (plain && copy_into_sealed(old, copy, seal->opening) != SQLITE_OK) return fail(fault_of(old));
  MINSYNC_ASSIGN(const auto made, open(copy, &seal->opening, SQLITE_OPEN_CREATE));
  if (!plain) MINSYNC_TRY(copy_sealed(old, made.get()));
  return check(made.get());
}

// A process that waits for the old file's lock finds zeros there and no database: it fails instead of writing into a
// file that has no name any more. The descriptor is closed last, since that drops the locks.
Status reseal_database(const std::string& path) {
  const auto copy = path + ".sealing";
  const bool plain = !is_sealed_database(path);
  MINSYNC_ASSIGN(auto old, open_alone(path));
  MINSYNC_TRY(make_copy(old.get(), path, copy, plain));
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  auto status = put_in_place(copy, path);
  if (status && file >= 0) overwrite_file(file);
  old.reset();
  if (file >= 0) ::close(file);
  return status;
}

Status seal_files(const SealedFolder& folder) {
  for (const auto& name : folder.key_files) {
    const auto path = (fs::path(folder.folder) / name).string();
    std::error_code error;
    if (fs::exists(path, error)) MINSYNC_TRY(seal_private_key(path));
  }
  return seal_contents((fs::path(folder.folder) / folder.contents).string());
}

std::string database_of(const SealedFolder& folder) {
  return (fs::path(folder.folder) / folder.database).string();
}

// Everything comes under the newest keys of the ring, which is on the disk; then the others go.
Status leave_old_keys(const SealedFolder& folder, KeyRing& ring) {
  MINSYNC_TRY(seal_files(folder));
  MINSYNC_TRY(reseal_database(database_of(folder)));
  ring.drop_old();
  return write_ring(folder.folder, ring);
}

}  // namespace

bool is_sealed_database(const std::string& path) {
  return beginning_of(path, kSealedMark.size()) == kSealedMark;
}

Result<std::string> seal_folder(const SealedFolder& folder, const std::vector<OwnerSecret>& own) {
  const auto path = database_of(folder);
  if (is_sealed_database(path)) return fail(FaultKind::usage, "sealing.sealed_already", {folder.folder});
  MINSYNC_TRY(open_alone(path));
  MINSYNC_ASSIGN(auto code, seal_new_folder(folder.folder, own));
  MINSYNC_TRY(seal_files(folder));
  MINSYNC_TRY(reseal_database(path));
  return code;
}

Result<std::string> renew_seal(const SealedFolder& folder, const std::vector<OwnerSecret>& own) {
  const auto path = database_of(folder);
  MINSYNC_ASSIGN(const auto present, ring_of_folder(folder.folder));
  if (present == nullptr || !is_sealed_database(path)) {
    return fail(FaultKind::usage, "sealing.not_sealed", {folder.folder});
  }
  MINSYNC_TRY(open_alone(path));
  auto ring = *present;
  // Of a renewal that was broken off both generations are in use; a third one has to wait.
  if (ring.has_old()) MINSYNC_TRY(leave_old_keys(folder, ring));
  ring.renew();
  MINSYNC_ASSIGN(auto code, let_in_all(ring, own));
  MINSYNC_TRY(write_ring(folder.folder, ring));
  MINSYNC_TRY(leave_old_keys(folder, ring));
  return code;
}

Result<std::string> renew_recovery_code(const std::string& folder) {
  MINSYNC_ASSIGN(const auto present, ring_of_folder(folder));
  if (present == nullptr) return fail(FaultKind::usage, "sealing.not_sealed", {folder});
  auto ring = *present;
  auto code = new_recovery_code();
  MINSYNC_TRY(ring.let_in(recovery_secret(code)));
  MINSYNC_TRY(write_ring(folder, ring));
  return code;
}

}  // namespace minsync
