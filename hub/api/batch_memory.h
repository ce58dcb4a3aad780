// Decoded batches are large, of many small pieces, and wanted again at once: what was read is kept for the next one to
// be read into, so that workers do not all ask the system's allocator for the same pieces, and the writer with them.
// Any thread.
#pragma once

#include <memory>

#include "sync_protocol/messages.h"

namespace minsync {

struct GiveBatchBack {
  void operator()(Batch* batch) const;
};
using LentBatch = std::unique_ptr<Batch, GiveBatchBack>;

// For a batch of so many edits. What it holds is to be overwritten.
LentBatch lend_batch(std::size_t edits);

}  // namespace minsync
