#include "tests/support/disk/disk_router.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "sync_protocol/result.h"
#include "tests/support/disk/disk_file.h"

namespace minsync {
namespace {

std::mutex routes_mutex;
std::vector<SimulatedDisk*> routes;  // guarded by routes_mutex
std::atomic<std::uint64_t> chance{1};
std::atomic<std::int64_t> time_ms{1'800'000'000'000};
thread_local SimulatedDisk* waiting_for = nullptr;

sqlite3_vfs* real(sqlite3_vfs* router) {
  return static_cast<sqlite3_vfs*>(router->pAppData);
}

bool within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

struct Place {
  SimulatedDisk* disk = nullptr;
  std::string file;
};

Place place_of(const char* path) {
  const std::string_view whole(path == nullptr ? "" : path);
  const std::lock_guard guard(routes_mutex);
  for (auto* disk : routes) {
    const auto& folder = disk->folder();
    if (within(whole, folder) && whole.size() > folder.size() + 1) {
      return {disk, std::string(whole.substr(folder.size() + 1))};
    }
  }
  return {};
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  return DiskRouter::open(vfs, path, file, flags, out_flags);
}

int randomness(sqlite3_vfs*, int size, char* out) {
  Dice dice(chance);
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(dice.below(256));
  return size;
}

constexpr std::int64_t kJulianMsOf1970 = 210'866'760'000'000;

int time_now(sqlite3_vfs*, sqlite3_int64* julian_ms) {
  *julian_ms = time_ms + kJulianMsOf1970;
  return SQLITE_OK;
}

int time_in_days(sqlite3_vfs*, double* days) {
  *days = static_cast<double>(time_ms + kJulianMsOf1970) / 86'400'000.0;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs* vfs, int size, char* text) {
  return real(vfs)->xGetLastError(real(vfs), size, text);
}
void* load(sqlite3_vfs* vfs, const char* path) {
  return real(vfs)->xDlOpen(real(vfs), path);
}
void load_error(sqlite3_vfs* vfs, int size, char* text) {
  real(vfs)->xDlError(real(vfs), size, text);
}
void (*symbol(sqlite3_vfs* vfs, void* library, const char* name))() {
  return real(vfs)->xDlSym(real(vfs), library, name);
}
void unload(sqlite3_vfs* vfs, void* library) {
  real(vfs)->xDlClose(real(vfs), library);
}

sqlite3_vfs make_router() {
  sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
  MINSYNC_ASSERT(below != nullptr);
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = std::max(below->szOsFile, static_cast<int>(bytes_of_sqlite_file()));
  vfs.mxPathname = below->mxPathname;
  vfs.zName = "simulated";
  vfs.pAppData = below;
  vfs.xOpen = open_file;
  vfs.xDelete = DiskRouter::remove;
  vfs.xAccess = DiskRouter::access;
  vfs.xFullPathname = DiskRouter::full_path;
  vfs.xDlOpen = load;
  vfs.xDlError = load_error;
  vfs.xDlSym = symbol;
  vfs.xDlClose = unload;
  vfs.xRandomness = randomness;
  vfs.xSleep = DiskRouter::wait;
  vfs.xCurrentTime = time_in_days;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = time_now;
  return vfs;
}

sqlite3_vfs& router() {
  static sqlite3_vfs vfs = make_router();
  return vfs;
}

}  // namespace

void DiskRouter::add(SimulatedDisk* disk) {
  const std::lock_guard guard(routes_mutex);
  for (const auto* other : routes) MINSYNC_ASSERT(!within(disk->folder(), other->folder()));
  for (const auto* other : routes) MINSYNC_ASSERT(!within(other->folder(), disk->folder()));
  if (routes.empty()) sqlite3_vfs_register(&router(), 1);
  routes.push_back(disk);
}

void DiskRouter::drop(SimulatedDisk* disk) {
  const std::lock_guard guard(routes_mutex);
  std::erase(routes, disk);
  if (routes.empty()) sqlite3_vfs_unregister(&router());
  if (waiting_for == disk) waiting_for = nullptr;
}

void DiskRouter::about_to_wait(SimulatedDisk* disk) {
  waiting_for = disk;
}

int DiskRouter::open(sqlite3_vfs* vfs, const char* path, void* file, int flags, int* out_flags) {
  auto* opened = static_cast<sqlite3_file*>(file);
  const auto place = place_of(path);
  if (place.disk == nullptr) return real(vfs)->xOpen(real(vfs), path, opened, flags, out_flags);
  opened->pMethods = nullptr;
  auto handle = std::make_unique<DiskHandle>();
  const int code = place.disk->open(place.file, flags, *handle);
  if (code != SQLITE_OK) return code;
  handle_in(file) = handle.release();
  opened->pMethods = disk_file_methods();
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int DiskRouter::remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  const auto place = place_of(path);
  if (place.disk == nullptr) return real(vfs)->xDelete(real(vfs), path, sync_folder);
  return place.disk->remove(place.file, sync_folder != 0);
}

int DiskRouter::access(sqlite3_vfs* vfs, const char* path, int flags, int* there) {
  const auto place = place_of(path);
  if (place.disk == nullptr) return real(vfs)->xAccess(real(vfs), path, flags, there);
  int code = SQLITE_OK;
  *there = place.disk->exists(place.file, code) ? 1 : 0;
  return code;
}

int DiskRouter::full_path(sqlite3_vfs* vfs, const char* path, int size, char* full) {
  const auto place = place_of(path);
  if (place.disk == nullptr) return real(vfs)->xFullPathname(real(vfs), path, size, full);
  const std::size_t length = std::strlen(path);
  if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(full, path, length + 1);
  return SQLITE_OK;
}

int DiskRouter::wait(sqlite3_vfs* vfs, int microseconds) {
  if (waiting_for == nullptr) return real(vfs)->xSleep(real(vfs), microseconds);
  std::exchange(waiting_for, nullptr)->slept(microseconds);
  return microseconds;
}

void seed_sqlite(std::uint64_t seed) {
  chance = seed;
  sqlite3_randomness(0, nullptr);  // forgets its state and asks the VFS for a new one
}

void set_sqlite_time(std::int64_t ms) {
  time_ms = ms;
}

}  // namespace minsync
