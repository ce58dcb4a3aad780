#include "hub/duplicates/follower.h"

#include <sys/resource.h>

#include <chrono>
#include <limits>

#include "hub/storage/snapshot.h"
#include "shared/logging/log.h"

namespace minsync {
namespace {

constexpr auto kPause = std::chrono::seconds(1);
constexpr int kMostPauses = 30;
// Some 50 ms, after which others may read with this connection's snapshot gone.
constexpr std::size_t kEditsAtOnce = 500;
// While others write it takes no more than so many at a time.
constexpr int kChunksBeside = 20;
constexpr int kGivesWay = 15;  // nice

Result<std::uint64_t> entries_of(HubStore& store) {
  std::uint64_t entries = 0;
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& one : partitions) entries += one.entries;
  return entries;
}

}  // namespace

DuplicateFollower::DuplicateFollower(ServingStore& serving) : serving_(serving), thread_([this] { loop(); }) {}

DuplicateFollower::~DuplicateFollower() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool DuplicateFollower::wait() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, kPause, [this] { return stop_; });
}

bool DuplicateFollower::stopping() {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void DuplicateFollower::loop() {
  // Of this thread alone, as Linux has it: what offices and persons ask for comes first.
  ::setpriority(PRIO_PROCESS, 0, kGivesWay);
  bool told = false;
  while (wait()) {
    const auto status = look();
    // Once, until it works again: what is wrong with a disk is wrong every second.
    if (!status && !told) log(LogLevel::warning, "likely duplicates are not looked for: " + status.error().id);
    told = !status;
  }
}

Status DuplicateFollower::look() {
  MINSYNC_ASSIGN(auto reader, serving_.take_reader());
  Result<std::uint64_t> entries = std::uint64_t{0};
  {
    const auto snapshot = Snapshot::begin(*reader);
    entries = snapshot ? entries_of(*reader) : tl::make_unexpected(snapshot.error());
  }
  serving_.put_reader(std::move(reader));
  if (!entries) return fail(entries.error());
  const bool quiet = *entries == seen_;
  seen_ = *entries;
  if (followed_ == seen_ || (!quiet && ++patience_ < kMostPauses)) return {};
  patience_ = 0;
  MINSYNC_ASSIGN(auto index, DuplicateIndex::open(serving_.folder()));
  MINSYNC_ASSIGN(const bool all, catch_up(index, quiet ? std::numeric_limits<int>::max() : kChunksBeside));
  if (all) followed_ = seen_;
  return {};
}

Result<bool> DuplicateFollower::catch_up(DuplicateIndex& index, int chunks) {
  for (; chunks > 0 && !stopping(); --chunks) {
    MINSYNC_ASSIGN(auto reader, serving_.take_reader());
    Result<ReadTo> read = ReadTo{};
    {
      const auto snapshot = Snapshot::begin(*reader);
      read = snapshot ? index.read_to(*reader) : tl::make_unexpected(snapshot.error());
      if (read && read->behind > 0) read = index.follow(*reader, serving_.forms(), kEditsAtOnce);
    }
    serving_.put_reader(std::move(reader));
    if (!read) return fail(read.error());
    if (read->behind == 0) return true;
  }
  return false;
}

}  // namespace minsync
