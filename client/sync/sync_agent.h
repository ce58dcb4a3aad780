// Carries a session out: reads the outbox, asks the hub, stores its answer, until nothing is left on either side.
#pragma once

#include <atomic>
#include <functional>

#include "client/store/client_store.h"
#include "client/store/hub_answer.h"
#include "client/transport/transport.h"

namespace minsync {

struct SyncOptions {
  std::size_t max_batch_bytes = 0;  // of one upload, encoded; 0: as the line allows, from 64 KiB to 1 MiB
  std::size_t answer_bytes = 512 * 1024;
  int attempts = 4;
};

struct SyncProgress {
  std::uint64_t edits_sent = 0, edits_left = 0, records_pulled = 0, bytes_sent = 0, bytes_received = 0;
  double seconds = 0;
};

struct SyncReport {
  AnswerCounts counts;
  std::uint64_t pushed = 0, round_trips = 0, bytes_sent = 0, bytes_received = 0;
  double seconds = 0;
  bool complete = false;  // nothing left to send, everything in scope is here
};

// Every answer is durable before the next request, so that a break at any moment loses nothing and the next call goes
// on from there. Faults: unreachable (after the attempts), not_allowed, integrity, interrupted, failed. What was done
// before the fault stays done.
Result<SyncReport> sync_now(ClientStore& store, Transport& transport, const SyncOptions& options,
                            const std::atomic<bool>& cancel,
                            const std::function<void(const SyncProgress&)>& on_progress);

}  // namespace minsync
