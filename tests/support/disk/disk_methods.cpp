#include <sqlite3.h>

#include "tests/support/disk/disk_file.h"

namespace minsync {
namespace {

struct OpenFile {
  sqlite3_file base;
  DiskHandle* handle;
};

DiskHandle& of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file)->handle;
}

int close(sqlite3_file* file) {
  const std::unique_ptr<DiskHandle> handle(&of(file));
  handle->close();
  return SQLITE_OK;
}
int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  return of(file).read(into, size, offset);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  return of(file).write(from, size, offset);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return of(file).truncate(size);
}
int sync(sqlite3_file* file, int) {
  return of(file).sync();
}
int file_size(sqlite3_file* file, sqlite3_int64* bytes) {
  std::int64_t size = 0;
  const int code = of(file).size(size);
  *bytes = size;
  return code;
}
int lock(sqlite3_file* file, int level) {
  return of(file).lock(level);
}
int unlock(sqlite3_file* file, int level) {
  return of(file).unlock(level);
}
int check_reserved(sqlite3_file* file, int* reserved) {
  return of(file).check_reserved(*reserved);
}
int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return static_cast<int>(kSectorBytes);
}
int characteristics(sqlite3_file*) {
  return 0;
}
int map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return of(file).map(region, size, extend != 0, memory);
}
int lock_shared_memory(sqlite3_file* file, int first, int count, int flags) {
  return of(file).lock_shared_memory(first, count, flags);
}
void barrier(sqlite3_file* file) {
  of(file).barrier();
}
int unmap(sqlite3_file* file, int) {
  of(file).unmap();
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    2,      close,          read,    write,       truncate,        sync, file_size,          lock,
    unlock, check_reserved, control, sector_size, characteristics, map,  lock_shared_memory, barrier,
    unmap,  nullptr,        nullptr};

}  // namespace

const sqlite3_io_methods* disk_file_methods() {
  return &kMethods;
}

DiskHandle*& handle_in(void* sqlite_file) {
  return static_cast<OpenFile*>(sqlite_file)->handle;
}

std::size_t bytes_of_sqlite_file() {
  return sizeof(OpenFile);
}

}  // namespace minsync
