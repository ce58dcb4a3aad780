#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "sync_protocol/result.h"
#include "tests/support/disk/disk_file.h"
#include "tests/support/disk/disk_router.h"

namespace minsync {

int DiskHandle::admit(DiskCall call) const {
  return file->dead ? SQLITE_IOERR : disk->admit(call);
}

void DiskHandle::close() {
  const std::lock_guard guard(disk->mutex_);
  unmap();
  level = 0;
  std::erase(file->handles, this);
  --disk->open_handles_;
  if (remove_on_close && !file->dead) static_cast<void>(disk->remove(name, false));
}

int DiskHandle::read(void* into, int size, std::int64_t offset) {
  const std::lock_guard guard(disk->mutex_);
  const auto wanted = static_cast<std::size_t>(size);
  const auto begin = static_cast<std::size_t>(offset);
  int code = admit(DiskCall::read);
  std::memset(into, 0, wanted);
  if (code == SQLITE_OK) {
    const auto& content = file->image.present();
    const auto there = content.size() > begin ? std::min(wanted, content.size() - begin) : 0;
    std::memcpy(into, content.data() + (there == 0 ? 0 : begin), there);
    if (there < wanted) code = SQLITE_IOERR_SHORT_READ;
    ++disk->totals_.reads;
    disk->totals_.bytes_read += there;
  }
  disk->tell(DiskCall::read, name, begin, wanted, code);
  return code;
}

int DiskHandle::write(const void* from, int size, std::int64_t offset) {
  const std::lock_guard guard(disk->mutex_);
  const auto begin = static_cast<std::uint64_t>(offset);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
  const int code = admit(DiskCall::write);
  const bool half = code != SQLITE_OK && (code & 0xff) != SQLITE_READONLY && !file->dead && !disk->off_;
  if (half) file->image.write(begin, bytes.substr(0, bytes.size() / 2));
  if (code == SQLITE_OK) {
    file->image.write(begin, bytes);
    ++disk->totals_.writes;
    disk->totals_.bytes_written += bytes.size();
  }
  disk->tell(DiskCall::write, name, begin, bytes.size(), code);
  return code;
}

int DiskHandle::truncate(std::int64_t size) {
  const std::lock_guard guard(disk->mutex_);
  const int code = admit(DiskCall::truncate);
  if (code == SQLITE_OK) file->image.truncate(static_cast<std::uint64_t>(size));
  disk->tell(DiskCall::truncate, name, 0, static_cast<std::uint64_t>(size), code);
  return code;
}

int DiskHandle::sync() {
  const std::lock_guard guard(disk->mutex_);
  const int code = admit(DiskCall::sync);
  if (code == SQLITE_OK) {
    disk->sync(name, *file);
  } else if (!file->dead && !disk->off_) {
    if (disk->failed_sync_ == FailedSync::loses) file->image.give_up_unsynced();
    if (disk->failed_sync_ == FailedSync::loses_some) file->image.give_up_unsynced(disk->failed_sync_dice_);
  }
  disk->tell(DiskCall::sync, name, 0, 0, code);
  return code;
}

int DiskHandle::size(std::int64_t& bytes) {
  const std::lock_guard guard(disk->mutex_);
  if (file->dead || disk->off_) return SQLITE_IOERR_FSTAT;
  bytes = static_cast<std::int64_t>(file->image.present().size());
  return SQLITE_OK;
}

bool DiskHandle::others_hold(int least) const {
  return std::ranges::any_of(file->handles, [&](const DiskHandle* h) { return h != this && h->level >= least; });
}

int DiskHandle::lock(int wanted) {
  const std::lock_guard guard(disk->mutex_);
  if (level >= wanted) return SQLITE_OK;
  int code = admit(DiskCall::lock);
  if (code == SQLITE_OK) code = lock_now(wanted);
  if (code == SQLITE_BUSY) DiskRouter::about_to_wait(disk);
  disk->tell(DiskCall::lock, name, static_cast<std::uint64_t>(wanted), 0, code);
  return code;
}

int DiskHandle::lock_now(int wanted) {
  if (wanted == SQLITE_LOCK_SHARED) {
    if (others_hold(SQLITE_LOCK_PENDING)) return SQLITE_BUSY;
  } else {
    if (others_hold(SQLITE_LOCK_RESERVED)) return SQLITE_BUSY;
    if (wanted == SQLITE_LOCK_EXCLUSIVE) {
      level = SQLITE_LOCK_PENDING;
      if (others_hold(SQLITE_LOCK_SHARED)) return SQLITE_BUSY;
    }
  }
  level = wanted;
  return SQLITE_OK;
}

int DiskHandle::unlock(int wanted) {
  const std::lock_guard guard(disk->mutex_);
  level = std::min(level, wanted);
  return SQLITE_OK;
}

int DiskHandle::check_reserved(int& reserved) {
  const std::lock_guard guard(disk->mutex_);
  if (file->dead || disk->off_) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  reserved = level >= SQLITE_LOCK_RESERVED || others_hold(SQLITE_LOCK_RESERVED) ? 1 : 0;
  return SQLITE_OK;
}

int DiskHandle::map(int region, int size, bool extend, void volatile** memory) {
  const std::lock_guard guard(disk->mutex_);
  *memory = nullptr;
  if (file->dead || disk->off_) return SQLITE_IOERR_SHMMAP;
  mapped = true;
  auto& regions = file->shared_memory;
  const auto index = static_cast<std::size_t>(region);
  while (extend && regions.size() <= index) {
    regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  }
  if (index < regions.size()) *memory = regions[index].get();
  return SQLITE_OK;
}

int DiskHandle::lock_shared_memory(int first, int count, int flags) {
  const std::lock_guard guard(disk->mutex_);
  const unsigned mask = ((1u << count) - 1) << first;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    shared &= ~mask, exclusive &= ~mask;
    return SQLITE_OK;
  }
  const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  int code = admit(DiskCall::lock);
  const auto bars = [&](const DiskHandle* h) {
    return h != this && ((h->exclusive & mask) != 0 || (alone && (h->shared & mask) != 0));
  };
  if (code == SQLITE_OK && std::ranges::any_of(file->handles, bars)) code = SQLITE_BUSY;
  if (code == SQLITE_OK) (alone ? exclusive : shared) |= mask;
  if (code == SQLITE_BUSY) DiskRouter::about_to_wait(disk);
  disk->tell(DiskCall::lock, name, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(count), code);
  return code;
}

void DiskHandle::barrier() {
  const std::lock_guard guard(disk->mutex_);
}

// Whoever maps it next finds it empty and builds it anew from the WAL.
void DiskHandle::unmap() {
  const std::lock_guard guard(disk->mutex_);
  shared = exclusive = 0;
  mapped = false;
  const bool in_use = std::ranges::any_of(file->handles, [](const DiskHandle* h) { return h->mapped; });
  if (!in_use) file->shared_memory.clear();
}

}  // namespace minsync
