// Files of a SimulatedDisk as SQLite's VFS sees them: what a file is (shared by all that opened it) and what one open
// handle may do with it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/disk/simulated_disk.h"

struct sqlite3_io_methods;

namespace minsync {

// One file, whatever its name is now. After a crash the file lives on as another DiskFile; this one is dead and only
// keeps the memory that old connections still hold pointers into.
struct DiskFile {
  FileImage image;
  bool dead = false;
  std::vector<DiskHandle*> handles;                    // all that have it open
  std::vector<std::unique_ptr<char[]>> shared_memory;  // the WAL index, region by region
};

// One opening of a file. The functions are SQLite's sqlite3_io_methods and return its codes;
// sqlite.org/c3ref/io_methods says what each means.
struct DiskHandle {
  SimulatedDisk* disk = nullptr;
  std::shared_ptr<DiskFile> file;
  std::string name;
  bool remove_on_close = false;
  int level = 0;  // SQLITE_LOCK_…
  bool mapped = false;
  unsigned shared = 0, exclusive = 0;  // locks of the WAL index, a bit for each

  void close();
  int read(void* into, int size, std::int64_t offset);
  int write(const void* from, int size, std::int64_t offset);
  int truncate(std::int64_t size);
  int sync();
  int size(std::int64_t& bytes);
  int lock(int wanted);
  int unlock(int wanted);
  int check_reserved(int& reserved);
  int map(int region, int size, bool extend, void volatile** memory);
  int lock_shared_memory(int first, int count, int flags);
  void barrier();
  void unmap();

 private:
  int admit(DiskCall call) const;
  bool others_hold(int least) const;
  int lock_now(int wanted);
};

const sqlite3_io_methods* disk_file_methods();

// What SQLite allocates for an open file of ours.
DiskHandle*& handle_in(void* sqlite_file);
std::size_t bytes_of_sqlite_file();

}  // namespace minsync
