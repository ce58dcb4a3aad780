// Carries an exchange out over a line, until nothing is left on either side.
#pragma once

#include <atomic>
#include <functional>

#include "client/sync/sync_exchange.h"

namespace minsync {

struct SyncProgress {
  std::uint64_t edits_sent = 0, edits_left = 0, records_pulled = 0, bytes_sent = 0, bytes_received = 0;
  double seconds = 0;
};

// Every answer is durable before the next request, so that a break at any moment loses nothing and the next call goes
// on from there. Faults: unreachable (after the attempts), not_allowed, integrity, interrupted, failed. What was done
// before the fault stays done.
Result<SyncReport> sync_now(ClientStore& store, Transport& transport, const SyncOptions& options,
                            const std::atomic<bool>& cancel,
                            const std::function<void(const SyncProgress&)>& on_progress);

}  // namespace minsync
