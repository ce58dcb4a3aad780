// SQLite's default VFS while any SimulatedDisk lives: paths below a disk's folder go there, others to the real one.
#pragma once

#include "tests/support/disk/simulated_disk.h"

struct sqlite3_vfs;

namespace minsync {

class DiskRouter {
 public:
  static void add(SimulatedDisk* disk);
  static void drop(SimulatedDisk* disk);
  // SQLite's next sleep on this thread is a wait for this disk: it must not take real time.
  static void about_to_wait(SimulatedDisk* disk);

  static int open(sqlite3_vfs* vfs, const char* path, void* file, int flags, int* out_flags);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder);
  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* there);
  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* full);
  static int wait(sqlite3_vfs* vfs, int microseconds);
};

}  // namespace minsync
