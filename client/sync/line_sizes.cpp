#include "client/sync/line_sizes.h"

#include <algorithm>

#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kFirstBatch = 64 * 1024, kLargestBatch = 1024 * 1024, kSmallest = 32 * 1024;
// Fewer bytes say nothing of a line's speed, nor are they what it broke on.
constexpr std::size_t kTelling = 4096;
// So long on the line that a break costs seconds.
constexpr double kSeconds = 3.0;
// A line that breaks every so many bytes should carry several pieces in between.
constexpr std::size_t kPart = 4;
// After so many exchanges without a break it is trusted with twice as much. A batch that breaks was sent for nothing,
// of an answer the line's own speed is all that was lost.
constexpr int kCalmForBatches = 32, kCalmForAnswers = 4;

// From here on what the quick level saves in time is more than its bytes, a few thousandths more, take on the line.
constexpr double kFast = 1'500'000;
constexpr int kQuickLevel = 1;

}  // namespace

LineSizes::LineSizes(std::size_t batch_bytes, std::size_t answer_bytes)
    : fixed_batch_(batch_bytes != 0),
      batch_bytes_(fixed_batch_ ? batch_bytes : kFirstBatch),
      batch_limit_(kLargestBatch),
      answer_bytes_(answer_bytes),
      answer_limit_(answer_bytes) {}

void LineSizes::carried(std::size_t bytes, double seconds) {
  ++calm_;
  if (calm_ % kCalmForAnswers == 0) answer_bytes_ = std::min(answer_bytes_ * 2, answer_limit_);
  if (calm_ % kCalmForBatches == 0) batch_limit_ = std::min(batch_limit_ * 2, kLargestBatch);
  if (bytes < kTelling) return;
  bytes_per_second_ = static_cast<double>(bytes) / std::max(seconds, 0.001);
  if (fixed_batch_) return;
  const double fitting = bytes_per_second_ * kSeconds;
  batch_bytes_ =
      static_cast<std::size_t>(std::clamp(fitting, static_cast<double>(kSmallest), static_cast<double>(batch_limit_)));
}

int LineSizes::compression_level() const {
  return bytes_per_second_ > kFast ? kQuickLevel : kCompressionLevel;
}

void LineSizes::broke(std::size_t request_bytes) {
  calm_ = 0;
  if (request_bytes < kTelling) {
    answer_bytes_ = std::max(answer_bytes_ / kPart, std::min(kSmallest, answer_limit_));
  } else if (!fixed_batch_) {
    batch_limit_ = std::clamp(request_bytes / kPart, kSmallest, std::max(batch_limit_ / 2, kSmallest));
    batch_bytes_ = batch_limit_;
  }
}

}  // namespace minsync
