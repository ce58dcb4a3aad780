#include "tests/support/disk/simulated_disk.h"

#include <sqlite3.h>

#include <algorithm>

#include "sync_protocol/result.h"
#include "tests/support/disk/disk_file.h"
#include "tests/support/disk/disk_router.h"

namespace minsync {
namespace {

bool leaves_a_trace(DiskCall call) {
  return call == DiskCall::write || call == DiskCall::truncate || call == DiskCall::sync || call == DiskCall::remove;
}

}  // namespace

SimulatedDisk::SimulatedDisk(std::string folder) : folder_(std::move(folder)) {
  MINSYNC_ASSERT(folder_.starts_with('/') && !folder_.ends_with('/'));
  DiskRouter::add(this);
}

SimulatedDisk::~SimulatedDisk() {
  MINSYNC_ASSERT(open_handles_ == 0);
  DiskRouter::drop(this);
}

DiskTotals SimulatedDisk::totals() const {
  const std::lock_guard guard(mutex_);
  return totals_;
}

std::uint64_t SimulatedDisk::operations() const {
  const std::lock_guard guard(mutex_);
  return operations_;
}

void SimulatedDisk::on_event(std::function<void(const DiskEvent&)> hook) {
  const std::lock_guard guard(mutex_);
  hook_ = std::move(hook);
}

void SimulatedDisk::stop_at(std::uint64_t operation) {
  const std::lock_guard guard(mutex_);
  stop_at_ = operation;
}

bool SimulatedDisk::stopped() const {
  const std::lock_guard guard(mutex_);
  return off_;
}

void SimulatedDisk::fail_nth(DiskCall call, std::uint64_t n, int code, bool forever) {
  const std::lock_guard guard(mutex_);
  plans_[static_cast<std::size_t>(call)] = {n, code, forever};
}

void SimulatedDisk::on_failed_sync(FailedSync then, std::uint64_t seed) {
  const std::lock_guard guard(mutex_);
  failed_sync_ = then;
  failed_sync_dice_ = Dice(seed);
}

void SimulatedDisk::stop_failing() {
  const std::lock_guard guard(mutex_);
  std::ranges::fill(plans_, Plan{});
}

std::uint64_t SimulatedDisk::failures() const {
  const std::lock_guard guard(mutex_);
  return failures_;
}

int SimulatedDisk::planned_failure(DiskCall call) {
  auto& plan = plans_[static_cast<std::size_t>(call)];
  if (plan.left == 0 || --plan.left > 0) return SQLITE_OK;
  if (plan.forever) plan.left = 1;
  ++failures_;
  return plan.code;
}

int SimulatedDisk::admit(DiskCall call) {
  last_operation_ = 0;
  if (off_) return SQLITE_IOERR;
  if (leaves_a_trace(call)) {
    if (stop_at_ != 0 && operations_ + 1 >= stop_at_) {
      off_ = true;
      return SQLITE_IOERR;
    }
    last_operation_ = ++operations_;
  }
  return planned_failure(call);
}

void SimulatedDisk::tell(DiskCall call, std::string_view file, std::uint64_t offset, std::uint64_t size, int code) {
  if (hook_) hook_({last_operation_, call, file, offset, size, code});
}

int SimulatedDisk::open(const std::string& file, int flags, DiskHandle& handle) {
  const std::lock_guard guard(mutex_);
  int code = admit(DiskCall::open);
  const auto found = files_.find(file);
  if (code == SQLITE_OK && found == files_.end() && (flags & SQLITE_OPEN_CREATE) == 0) code = SQLITE_CANTOPEN;
  if (code == SQLITE_OK) {
    handle.file = found != files_.end() ? found->second : files_[file] = std::make_shared<DiskFile>();
    handle.disk = this;
    handle.name = file;
    handle.remove_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle.file->handles.push_back(&handle);
    ++open_handles_;
  }
  tell(DiskCall::open, file, 0, 0, code);
  return code;
}

int SimulatedDisk::remove(const std::string& file, bool folder_too) {
  const std::lock_guard guard(mutex_);
  int code = files_.contains(file) ? admit(DiskCall::remove) : SQLITE_IOERR_DELETE_NOENT;
  if (off_) code = SQLITE_IOERR;
  if (code == SQLITE_OK) {
    files_.erase(file);
    if (folder_too) sync_folder();
  }
  tell(DiskCall::remove, file, 0, 0, code);
  return code;
}

// Like SQLite's own VFS: an empty file counts as none.
bool SimulatedDisk::exists(const std::string& file, int& code) {
  const std::lock_guard guard(mutex_);
  code = off_ ? SQLITE_IOERR_ACCESS : SQLITE_OK;
  const auto found = files_.find(file);
  return !off_ && found != files_.end() && !found->second->image.present().empty();
}

void SimulatedDisk::slept(int microseconds) {
  const std::lock_guard guard(mutex_);
  ++totals_.sleeps;
  totals_.slept_us += static_cast<std::uint64_t>(microseconds);
}

// The first sync of a new file makes its name durable too, as SQLite's own VFS does it by a sync of the folder.
void SimulatedDisk::sync(const std::string& name, DiskFile& file) {
  file.image.sync();
  ++totals_.syncs;
  const auto present = files_.find(name);
  if (present == files_.end() || present->second.get() != &file) return;
  const auto durable = durable_files_.find(name);
  if (durable == durable_files_.end() || durable->second.get() != &file) {
    durable_files_[name] = present->second;
    sync_folder();
  }
}

// Deletions become durable. A file that was never synced may still be lost: it comes with its own first sync.
void SimulatedDisk::sync_folder() {
  std::erase_if(durable_files_, [&](const auto& entry) { return !files_.contains(entry.first); });
}

void SimulatedDisk::power_on(Names files) {
  for (const auto* all : {&files_, &durable_files_}) {
    for (const auto& [name, file] : *all) file->dead = true;
  }
  files_ = std::move(files);
  off_ = false;
  stop_at_ = 0;
  std::ranges::fill(plans_, Plan{});
}

void SimulatedDisk::crash(CrashMode mode, std::uint64_t seed) {
  const std::lock_guard guard(mutex_);
  Dice dice(seed);
  std::map<const DiskFile*, std::shared_ptr<DiskFile>> survivors;
  const auto survivor = [&](const std::shared_ptr<DiskFile>& file) {
    auto& copy = survivors[file.get()];
    if (copy == nullptr) {
      copy = std::make_shared<DiskFile>();
      copy->image = file->image;
      copy->image.crash(mode, dice);
    }
    return copy;
  };
  auto durable = durable_names(mode, dice);
  for (auto& [name, file] : durable) file = survivor(file);
  auto present = durable;
  if (mode == CrashMode::clean) {
    present = files_;
    for (auto& [name, file] : present) file = survivor(file);
  }
  power_on(std::move(present));
  durable_files_ = std::move(durable);
}

// Where the folder was not synced, each name may stand on the medium as it was or as it is.
SimulatedDisk::Names SimulatedDisk::durable_names(CrashMode mode, Dice& dice) const {
  Names durable = durable_files_;
  if (mode == CrashMode::clean || mode == CrashMode::drop_unsynced) return durable;
  std::erase_if(durable, [&](const auto& entry) { return !files_.contains(entry.first) && dice.percent(50); });
  for (const auto& [name, file] : files_) {
    const auto old = durable_files_.find(name);
    if ((old == durable_files_.end() || old->second != file) && dice.percent(50)) durable[name] = file;
  }
  return durable;
}

std::vector<std::string> SimulatedDisk::files() const {
  const std::lock_guard guard(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, file] : files_) names.push_back(name);
  return names;
}

std::optional<std::string> SimulatedDisk::content(const std::string& file) const {
  const std::lock_guard guard(mutex_);
  const auto found = files_.find(file);
  if (found == files_.end()) return std::nullopt;
  return found->second->image.present();
}

void SimulatedDisk::put(const std::string& file, std::string content) {
  const std::lock_guard guard(mutex_);
  const auto found = files_.find(file);
  MINSYNC_ASSERT(found == files_.end() || found->second->handles.empty());
  auto put = std::make_shared<DiskFile>();
  put->image = FileImage(std::move(content));
  files_[file] = durable_files_[file] = std::move(put);
}

void SimulatedDisk::flip_bit(const std::string& file, std::uint64_t bit) {
  const std::lock_guard guard(mutex_);
  if (const auto found = files_.find(file); found != files_.end()) found->second->image.flip_bit(bit);
}

void SimulatedDisk::zero_page(const std::string& file, std::uint64_t page, std::uint64_t page_bytes) {
  const std::lock_guard guard(mutex_);
  const auto found = files_.find(file);
  if (found != files_.end()) found->second->image.fill(page * page_bytes, page_bytes, '\0');
}

void SimulatedDisk::cut(const std::string& file, std::uint64_t size) {
  const std::lock_guard guard(mutex_);
  if (const auto found = files_.find(file); found != files_.end()) found->second->image.cut(size);
}

SimulatedDisk::Snapshot SimulatedDisk::snapshot() const {
  const std::lock_guard guard(mutex_);
  Snapshot all;
  for (const auto& [name, file] : files_) all[name] = file->image.present();
  return all;
}

void SimulatedDisk::restore(const Snapshot& snapshot) {
  const std::lock_guard guard(mutex_);
  Names files;
  for (const auto& [name, content] : snapshot) {
    files[name] = std::make_shared<DiskFile>();
    files[name]->image = FileImage(content);
  }
  power_on(files);
  durable_files_ = std::move(files);
}

}  // namespace minsync
