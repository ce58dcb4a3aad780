// From a batch to durable records: check each edit's rights, merge it, journal it, feed it, receipt it. Works inside a
// write transaction that the caller began and will commit; what it returns is true only after that commit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/storage/hub_store.h"
#include "shared/divisions/divisions.h"

namespace minsync {

struct IngestContext {
  const FormCatalogue& forms;
  const Divisions& divisions;
  std::int64_t now_ms = 0;
};

struct IngestReport {
  std::vector<ReceiptRange> received;  // covers every edit of the batch
  std::uint32_t merged = 0, duplicate = 0, waiting = 0, refused = 0;
};

// `signed_batch` are the bytes that `batch` was decoded from, signature included and already verified against
// `device`. An edit that may not be gets its receipt; the batch as a whole fails only by faults of the store and, with
// not_allowed "hub.device_copied", where a known edit number comes with other content: two copies of one folder.
Result<IngestReport> ingest_batch(HubStore& store, const IngestContext& context, const Device& device,
                                  const Batch& batch, const std::string& signed_batch);

}  // namespace minsync
