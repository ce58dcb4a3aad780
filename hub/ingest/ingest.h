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
  std::string tag_key{};  // of the hub's tags (messages.h, ReceiptRange)
  // The hub's own edits that join duplicates or part them again (hub/duplicates): the bureau makes these in every form,
  // whoever may write it otherwise.
  bool joins_records = false;
};

struct IngestReport {
  std::vector<ReceiptRange> received;  // covers every edit of the batch, tagged
  std::uint32_t merged = 0, duplicate = 0, waiting = 0, refused = 0, held = 0, quarantined = 0;
  std::vector<std::pair<EditId, EditDigest>> repeated;  // edits of the batch that were here
  bool forked = false;                                  // a copy of the device's data had used one of the numbers
};

// Who brings a batch, and what it says besides.
struct Sender {
  // The life of the author's data that asks: it shows what it sent. 0: nobody whose data shows it.
  Incarnation incarnation{};
  // What the hub had said of these edits in an earlier epoch; ranges with a wrong tag count for nothing.
  std::vector<ReceiptRange> evidence{};
  // What is known of new records by whoever read the batch (fitting_forms), so that the writer need not look.
  std::vector<const Form*> fitting{};
};

// For each edit the form, as it is now, of which it makes a new record (makes_new_record) with values that fit their
// types; null otherwise. A form that is learned later is another one.
std::vector<const Form*> fitting_forms(const FormCatalogue& forms, const Batch& batch);

// `signed_batch` are the bytes that `batch` was decoded from, signature included and already verified against
// `device`. An edit that may not be gets its receipt; the batch as a whole fails only by faults of the store.
Result<IngestReport> ingest_batch(HubStore& store, const IngestContext& context, const Device& device,
                                  const Batch& batch, const std::string& signed_batch, const Sender& sender = {});

// Appends an edit that arrived with its number for the first time.
void add_to_kept(std::vector<KeptRange>& ranges, const EditId& id, EditDigest digest, Version version);

// The hub's keyed hash over a range.
std::uint64_t tag_of(const IngestContext& context, DeviceId device, const ReceiptRange& range);

}  // namespace minsync
