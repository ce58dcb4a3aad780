// A disk in memory that fails as it is told, for everything SQLite stores. While it lives, every path below its folder
// that SQLite opens is on it; all other paths, and everything that does not come through SQLite (key files), stay on
// the real disk. Several disks, one for each simulated machine, may live side by side.
//
// The program under test needs no change: the disks stand behind SQLite's default VFS, as a version-2 VFS (WAL with
// shared memory, no memory mapping) that promises nothing beyond sync: sectors of 4096 bytes, no powersafe overwrite,
// no atomic or ordered writes. Nothing waits: SQLite's sleeps are counted only.
//
// What happens follows only from the calls and from the seeds given. Calls from several threads are safe one by one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/disk/file_image.h"

namespace minsync {

struct DiskFile;
struct DiskHandle;

enum class DiskCall : std::uint8_t { open, read, write, truncate, sync, remove, lock };
inline constexpr std::size_t kDiskCalls = 7;

// What the disk does with unsynced data when a sync fails by plan.
enum class FailedSync : std::uint8_t {
  keeps,      // the next sync tries again
  loses,      // as Linux: seen until the crash, never written, and the next sync succeeds
  loses_some  // the same, but a part of it had been written
};

struct DiskEvent {
  std::uint64_t operation = 0;  // its number, from 1; 0 for open, read and lock, which leave no trace on the medium
  DiskCall call = DiskCall::read;
  std::string_view file;
  std::uint64_t offset = 0, size = 0;  // size: the new one in a truncation
  int code = 0;                        // SQLite's; 0 is success
};

struct DiskTotals {
  std::uint64_t reads = 0, writes = 0, syncs = 0, bytes_read = 0, bytes_written = 0, sleeps = 0, slept_us = 0;
  friend bool operator==(const DiskTotals&, const DiskTotals&) = default;
};

class SimulatedDisk {
 public:
  // `folder`: absolute; need not exist. Folders of disks that live at the same time must not contain each other.
  explicit SimulatedDisk(std::string folder);
  // All connections must have been closed.
  ~SimulatedDisk();
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  const std::string& folder() const { return folder_; }
  DiskTotals totals() const;
  // Writes, truncations, syncs and deletions so far, over all crashes.
  std::uint64_t operations() const;
  // Called after each call, and not to call back into the disk or SQLite.
  void on_event(std::function<void(const DiskEvent&)> hook);

  // The machine goes off instead of this operation (counted as by `operations`, so the next is operations() + 1).
  // From then on every call fails and nothing changes, until `crash`.
  void stop_at(std::uint64_t operation);
  bool stopped() const;
  // Ends every open connection, which may then only be closed (do that before opening new ones), decides what is left,
  // forgets planned failures and powers on again.
  void crash(CrashMode mode, std::uint64_t seed);

  // The n-th call of this kind from now (n from 1) fails with this code of SQLite; `forever`: all after it too. A write
  // that fails has written its first half. One plan for each kind of call; a new one replaces the old.
  void fail_nth(DiskCall call, std::uint64_t n, int code, bool forever = false);
  void on_failed_sync(FailedSync then, std::uint64_t seed);
  void stop_failing();
  // Calls that failed by plan.
  std::uint64_t failures() const;

  // Files are named by their path below the folder: "client.db", "client.db-wal".
  std::vector<std::string> files() const;
  // As programs see it; nothing if there is no such file.
  std::optional<std::string> content(const std::string& file) const;
  // Puts a file there, or another in its place, synced. No connection may have it open.
  void put(const std::string& file, std::string content);
  // These do nothing where there is no such file or place in it. Connections that have read it already keep what they
  // read.
  void flip_bit(const std::string& file, std::uint64_t bit);
  void zero_page(const std::string& file, std::uint64_t page, std::uint64_t page_bytes = 4096);  // pages from 0
  void cut(const std::string& file, std::uint64_t size);

  // All files as programs see them: what a copied folder holds, a virtual machine's snapshot or a backup of files.
  using Snapshot = std::map<std::string, std::string>;
  Snapshot snapshot() const;
  // Crashes, then holds exactly this, synced. A snapshot of another disk makes this one its clone.
  void restore(const Snapshot& snapshot);

 private:
  friend class DiskRouter;
  friend struct DiskHandle;
  struct Plan {
    std::uint64_t left = 0;  // calls until it fails; 0: no plan
    int code = 0;
    bool forever = false;
  };

  using Names = std::map<std::string, std::shared_ptr<DiskFile>>;

  int open(const std::string& file, int flags, DiskHandle& handle);
  int remove(const std::string& file, bool sync_folder);
  bool exists(const std::string& file, int& code);
  void slept(int microseconds);
  // SQLite's code for a call that is about to happen: 0 if it may.
  int admit(DiskCall call);
  int planned_failure(DiskCall call);
  void tell(DiskCall call, std::string_view file, std::uint64_t offset, std::uint64_t size, int code);
  void sync(const std::string& name, DiskFile& file);
  void sync_folder();
  Names durable_names(CrashMode mode, Dice& dice) const;
  void power_on(Names files);

  std::string folder_;
  mutable std::recursive_mutex mutex_;  // everything below, and what DiskFile and DiskHandle hold
  // The folder as programs see it, and as it stands after a power loss.
  Names files_, durable_files_;
  std::uint64_t operations_ = 0, stop_at_ = 0, last_operation_ = 0, failures_ = 0, open_handles_ = 0;
  bool off_ = false;
  Plan plans_[kDiskCalls];
  FailedSync failed_sync_ = FailedSync::keeps;
  Dice failed_sync_dice_{0};
  DiskTotals totals_;
  std::function<void(const DiskEvent&)> hook_;
};

// SQLite's own chance (WAL salts, names of temporary files), one for the process: a run that is to repeat exactly
// begins with this. Holds while any disk lives.
void seed_sqlite(std::uint64_t seed);
// What SQLite's date functions take for the time, in ms since 1970.
void set_sqlite_time(std::int64_t ms);

}  // namespace minsync
