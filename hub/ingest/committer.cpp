#include "hub/ingest/committer.h"

#include <algorithm>
#include <tuple>

namespace minsync {
namespace {

constexpr std::size_t kMaxGroup = 64;

Status run_under_savepoint(HubStore& store, const Committer::Work& work) {
  MINSYNC_TRY(store.savepoint());
  auto status = work(store);
  if (status) return store.release();
  MINSYNC_TRY(store.rollback_to());
  return status;
}

}  // namespace

Committer::Committer(std::unique_ptr<HubStore> store, std::size_t queue, std::unique_ptr<HubStore> beside)
    : store_(std::move(store)), limit_(queue) {
  if (beside && store_->on_long_log([this] { log_keeper_->wake(); })) log_keeper_.emplace(std::move(beside));
  writer_ = std::thread([this] { loop(); });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  writer_.join();
}

std::future<Status> Committer::post(Work work) {
  Piece piece{std::move(work), {}};
  auto done = piece.done.get_future();
  const std::lock_guard lock(mutex_);
  if (closing_ || queue_.size() >= limit_) {
    piece.done.set_value(fail(FaultKind::unreachable, "hub.busy"));
    return done;
  }
  queue_.push_back(std::move(piece));
  // Within the lock: once the writer has the piece, a committer that is being closed may be gone at any moment.
  wake_.notify_one();
  return done;
}

void Committer::loop() {
  for (;;) {
    std::deque<Piece> group;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMaxGroup));
      std::move(queue_.begin(), queue_.begin() + count, std::back_inserter(group));
      queue_.erase(queue_.begin(), queue_.begin() + count);
    }
    commit_group(std::move(group));
  }
}

// What each of them came to, and what all of them did.
std::pair<std::vector<Status>, Status> Committer::run_apart(const std::deque<Piece>& group) {
  Status whole = store_->begin_write();
  std::vector<Status> single;
  for (const auto& piece : group) single.push_back(whole ? run_under_savepoint(*store_, piece.work) : whole);
  if (whole) {
    whole = store_->commit();
    if (!whole) store_->rollback();
  }
  return {std::move(single), std::move(whole)};
}

void Committer::commit_group(std::deque<Piece> group) {
  auto whole = run_in_transaction(*store_, [&](HubStore& store) -> Status {
    for (const auto& piece : group) MINSYNC_TRY(piece.work(store));
    return {};
  });
  std::vector<Status> single(group.size(), whole);
  if (!whole && group.size() > 1) std::tie(single, whole) = run_apart(group);
  // Nobody is told anything before the commit: not even a failure may promise what is not durable.
  for (std::size_t i = 0; i < group.size(); ++i) group[i].done.set_value(whole ? single[i] : whole);
}

Status run_in_transaction(HubStore& store, const Committer::Work& work) {
  MINSYNC_TRY(store.begin_write());
  auto status = work(store);
  if (status) status = store.commit();
  if (!status) store.rollback();
  return status;
}

}  // namespace minsync
