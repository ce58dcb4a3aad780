#include "hub/api/batch_memory.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <vector>

#include "hub/ingest/reading_turn.h"

namespace minsync {
namespace {

// Some 4 kB an edit: 32 MB, of large batches alone; a small one is not worth it, and would cut a large one down.
constexpr std::size_t kMostKeptEdits = 8'000;

class Kept {
 public:
  // The smallest that is large enough, or else the largest.
  std::unique_ptr<Batch> take(std::size_t edits) {
    const std::lock_guard lock(mutex_);
    if (batches_.empty()) return nullptr;
    auto found = std::ranges::lower_bound(batches_, edits, {}, size_of);
    if (found == batches_.end()) --found;
    auto batch = std::move(*found);
    batches_.erase(found);
    edits_ -= size_of(batch);
    return batch;
  }

  void put(std::unique_ptr<Batch> batch) {
    const std::lock_guard lock(mutex_);
    if (edits_ + size_of(batch) > kMostKeptEdits) return;
    edits_ += size_of(batch);
    batches_.insert(std::ranges::upper_bound(batches_, size_of(batch), {}, size_of), std::move(batch));
  }

 private:
  static std::size_t size_of(const std::unique_ptr<Batch>& batch) { return batch->edits.size(); }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;  // ascending by size
  std::size_t edits_ = 0;
};

Kept& kept() {
  static Kept batches;
  return batches;
}

}  // namespace

void GiveBatchBack::operator()(Batch* batch) const {
  std::unique_ptr<Batch> owner(batch);
  if (owner->edits.size() >= kLargeBatch) kept().put(std::move(owner));
}

LentBatch lend_batch(std::size_t edits) {
  auto batch = edits >= kLargeBatch ? kept().take(edits) : nullptr;
  return LentBatch(batch ? batch.release() : new Batch);
}

}  // namespace minsync
