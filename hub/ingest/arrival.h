// One edit on its way into the records: judged, merged, held back or refused, with its receipt. Used by ingest.cpp for
// edits as they come and by waiting_room.cpp for those that had to wait.
#pragma once

#include "hub/ingest/edit_names.h"
#include "hub/ingest/merging.h"
#include "hub/ingest/rights.h"

namespace minsync {

// One batch on its way through; `verdicts` grows by one for each edit.
struct Ingest {
  HubStore& store;
  const IngestContext& context;
  Device device;       // the author
  Incarnation sender;  // the life of its data that asks (Sender)
  Partition partition;
  EditNames names;
  IngestReport report;
  std::vector<Verdict> verdicts;
  // Something that was lost may come, also by one who never knew that it was merged.
  bool recovering = false;
  Unwritten unwritten;                // what this entry merged that a merge from a record's birth may need
  std::vector<KeptRange> fresh;       // received by this batch, not yet written
  std::vector<RecordId> found_again;  // records to which the hub was sent something that it had lost
  bool releasing = false;             // on behalf of edits that waited, which have a receipt already
  std::vector<RecordId> reopened{};   // records whose state this has changed: what was held on them may be merged
  std::optional<bool> in_recovery{};  // asked once (recovery_is_open): none begins or ends while this lives
};
Result<bool> recovery_is_open(Ingest& ingest);

// One edit, and what is known of it besides.
struct Arrival {
  const Edit& edit;   // as it came
  EditDigest digest;  // of that
  Version former{};   // where the hub had merged it before it lost it, and with which stamp; 0 without proof
  Stamp stamp{};
  bool sent_again = false;   // its author had a receipt for it, and may show it already
  bool was_refused = false;  // so says its author, who has the reason
};

// Judges and merges it; `edit` is the arrived one by the names it has at the hub, `version` what it is given.
Status ingest_edit(Ingest& ingest, const Arrival& arrival, const Edit& edit, Version version);
Status refuse(Ingest& ingest, const Arrival& arrival, Refusal refusal);
// For edits that the hub had refused before it lost them.
Status refuse_again(Ingest& ingest, const Arrival& arrival);
// It stays at the hub until what it stands on is here, or, with a reason, until a program can judge it.
Status hold_back(Ingest& ingest, const Arrival& arrival, const Refusal& unjudged = {});
// The receipts of the own edits that this one stands on; nothing while one of them is not here or waits itself.
Result<std::optional<std::vector<Receipt>>> receipts_below(Ingest& ingest, const Edit& edit);

// Closes the entry of `count` edits: journal, chain, the partition's newest version.
Status write_journal(Ingest& ingest, std::uint32_t count, const std::string& batch);
// The same for one that left the place where it was kept, by the names it has at the hub.
Status write_alone(Ingest& ingest, const Edit& named);

}  // namespace minsync
