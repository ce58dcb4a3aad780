#include "shared/sealing/sealed_vfs.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string_view>

#include "shared/sealing/sealed_file.h"

namespace minsync {
namespace {

constexpr const char* kName = "minsync-sealed";

thread_local std::optional<SealedOpening> next_opening;

// What SQLite allocates for an open file of ours.
struct OpenFile {
  sqlite3_file base;
  SealedFile* file;
};

SealedFile& of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file)->file;
}
std::uint8_t* octets_of(void* bytes) {
  return static_cast<std::uint8_t*>(bytes);
}
const std::uint8_t* octets_of(const void* bytes) {
  return static_cast<const std::uint8_t*>(bytes);
}
sqlite3_file* below(sqlite3_file* file) {
  return of(file).below().get();
}

int close_file(sqlite3_file* file) {
  const std::unique_ptr<SealedFile> owned(&of(file));
  file->pMethods = nullptr;
  return owned->close();
}
int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  return of(file).read(octets_of(into), size, offset);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  return of(file).write(octets_of(from), size, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 bytes) {
  return of(file).truncate(bytes);
}
int sync_file(sqlite3_file* file, int flags) {
  return of(file).sync(flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  return of(file).size(*bytes);
}
int lock_file(sqlite3_file* file, int level) {
  return below(file)->pMethods->xLock(below(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return below(file)->pMethods->xUnlock(below(file), level);
}
int check_reserved(sqlite3_file* file, int* reserved) {
  return below(file)->pMethods->xCheckReservedLock(below(file), reserved);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  switch (operation) {
    // These would make the file longer without a seal, or map it past us.
    case SQLITE_FCNTL_SIZE_HINT:
    case SQLITE_FCNTL_CHUNK_SIZE:
      return SQLITE_OK;
    case SQLITE_FCNTL_MMAP_SIZE:
      *static_cast<sqlite3_int64*>(argument) = 0;
      return SQLITE_OK;
    case SQLITE_FCNTL_BEGIN_ATOMIC_WRITE:
    case SQLITE_FCNTL_COMMIT_ATOMIC_WRITE:
    case SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE:
      return SQLITE_NOTFOUND;
    default:
      return below(file)->pMethods->xFileControl(below(file), operation, argument);
  }
}
int sector_size(sqlite3_file* file) {
  return of(file).sector_size();
}
// A page is more than what is written of it at once below: nothing is atomic, and nothing appears only when complete.
int characteristics(sqlite3_file* file) {
  return of(file).below().characteristics() & (SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN);
}
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return below(file)->pMethods->xShmMap(below(file), region, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int first, int count, int flags) {
  return below(file)->pMethods->xShmLock(below(file), first, count, flags);
}
void barrier(sqlite3_file* file) {
  below(file)->pMethods->xShmBarrier(below(file));
}
int unmap_shared(sqlite3_file* file, int remove) {
  return below(file)->pMethods->xShmUnmap(below(file), remove);
}

// Version 2: no memory mapping.
constexpr sqlite3_io_methods kMethods = {
    2,           close_file,  read_file,      write_file,   truncate_file, sync_file,       file_size,
    lock_file,   unlock_file, check_reserved, control_file, sector_size,   characteristics, map_shared,
    lock_shared, barrier,     unmap_shared,   nullptr,      nullptr};

sqlite3_vfs* base() {
  return sqlite3_vfs_find(nullptr);
}

// The database that a log or journal belongs to, if it was opened through us.
const SealedOpening* database_of(const char* name) {
  sqlite3_file* database = sqlite3_database_file_object(name);
  return database != nullptr && database->pMethods == &kMethods ? of(database).opening() : nullptr;
}

std::unique_ptr<SealedFile> make_file(const char* name, int flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
    return next_opening ? make_page_file(*next_opening) : nullptr;
  }
  if ((flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0) {
    const auto* database = database_of(name);
    if (database == nullptr) return nullptr;
    return (flags & SQLITE_OPEN_WAL) != 0 ? make_log_file(*database) : make_rollback_journal(*database);
  }
  constexpr int kMoment =
      SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL;
  // A super-journal names files in clear and comes only with ATTACH, which is refused.
  return (flags & kMoment) != 0 ? make_scratch_file() : nullptr;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  auto made = make_file(name, flags);
  if (made == nullptr) return SQLITE_CANTOPEN;
  const int code = made->below().open(base(), name, flags, out_flags);
  if (code != SQLITE_OK) return code;
  reinterpret_cast<OpenFile*>(file)->file = made.release();
  file->pMethods = &kMethods;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs*, const char* name, int sync_folder) {
  return base()->xDelete(base(), name, sync_folder);
}
int access_file(sqlite3_vfs*, const char* name, int flags, int* there) {
  return base()->xAccess(base(), name, flags, there);
}
int full_path(sqlite3_vfs*, const char* name, int size, char* full) {
  return base()->xFullPathname(base(), name, size, full);
}
int randomness(sqlite3_vfs*, int size, char* out) {
  return base()->xRandomness(base(), size, out);
}
int wait_a_moment(sqlite3_vfs*, int microseconds) {
  return base()->xSleep(base(), microseconds);
}
int time_in_days(sqlite3_vfs*, double* days) {
  return base()->xCurrentTime(base(), days);
}
int time_now(sqlite3_vfs*, sqlite3_int64* julian_ms) {
  return base()->xCurrentTimeInt64(base(), julian_ms);
}
int last_error(sqlite3_vfs*, int size, char* text) {
  return base()->xGetLastError(base(), size, text);
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = base()->mxPathname;
  vfs.zName = kName;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = wait_a_moment;
  vfs.xCurrentTime = time_in_days;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = time_now;
  return vfs;
}

bool names(const char* text, std::string_view name) {
  return text != nullptr && std::ranges::equal(std::string_view(text), name, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         });
}

int authorise(void*, int action, const char* first, const char* second, const char*, const char*) {
  // The empty name is the nameless copy that VACUUM works with.
  if (action == SQLITE_ATTACH) return first != nullptr && *first == '\0' ? SQLITE_OK : SQLITE_DENY;
  if (action == SQLITE_PRAGMA && second != nullptr && (names(first, "page_size") || names(first, "mmap_size"))) {
    return SQLITE_DENY;
  }
  return SQLITE_OK;
}

void reserve(sqlite3* handle) {
  int bytes = static_cast<int>(kTrailerSize);
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

}  // namespace

const char* sealed_vfs() {
  static std::once_flag once;
  std::call_once(once, [] {
    static sqlite3_vfs vfs = make_vfs();
    MINSYNC_ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
  });
  return kName;
}

OpenWith::OpenWith(SealedOpening opening) {
  MINSYNC_ASSERT(!next_opening && opening.keys && opening.lead % kPage == 0);
  next_opening = std::move(opening);
}

OpenWith::~OpenWith() {
  next_opening.reset();
}

std::string file_uri(const std::string& path) {
  constexpr std::string_view kSpecial = "%?#";
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    if (kSpecial.find(c) == std::string_view::npos) {
      uri += c;
    } else {
      uri += {'%', kDigits[static_cast<std::size_t>(c) >> 4], kDigits[static_cast<std::size_t>(c) & 15]};
    }
  }
  return uri;
}

std::string beginning_of(const std::string& path, std::size_t most) {
  FileBelow file;
  std::string bytes(most, '\0');
  const char* name = sqlite3_create_filename(path.c_str(), "", "", 0, nullptr);
  sqlite3_int64 size = 0;
  int code = file.open(base(), name, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
  if (code == SQLITE_OK) code = file.size(size);
  bytes.resize(std::min(most, static_cast<std::size_t>(size)));
  if (code == SQLITE_OK) code = file.read(octets_of(bytes.data()), static_cast<int>(bytes.size()), 0);
  file.close();
  sqlite3_free_filename(const_cast<char*>(name));
  return code == SQLITE_OK ? bytes : std::string();
}

void prepare_sealed(sqlite3* handle) {
  reserve(handle);
  // Freed pages are written, so that a file has no holes but those that somebody made.
  sqlite3_exec(handle, "PRAGMA secure_delete=ON", nullptr, nullptr, nullptr);
  sqlite3_set_authorizer(handle, authorise, nullptr);
}

int copy_into_sealed(sqlite3* plain, const std::string& path, const SealedOpening& opening) {
  const OpenWith with(opening);
  reserve(plain);
  const auto uri = file_uri(path) + "?vfs=" + sealed_vfs();
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(plain, "VACUUM INTO ?", -1, &statement, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_bind_text(statement, 1, uri.c_str(), -1, SQLITE_TRANSIENT);
    code = sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return code == SQLITE_DONE ? SQLITE_OK : sqlite3_extended_errcode(plain);
}

bool is_seal_broken(int extended_code) {
  return extended_code == SQLITE_IOERR_DATA;
}

}  // namespace minsync
