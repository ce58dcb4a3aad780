// The hub's answers to single edits, put together from what was judged: the same at arrival and from the journal.
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

// An edit as it arrived, by the number and digest that its author knows it by.
struct ArrivedAs {
  EditId id;
  EditDigest digest;
};

Receipt receipt_for(const ArrivedAs& edit, ReceiptKind kind);
// `state`: what the record is in.
Receipt receipt_of_held(const ArrivedAs& edit, std::string state);
// Held, too: the record was removed and purged, and it is for the bureau to say whether it comes back.
Receipt receipt_of_purged(const ArrivedAs& edit);
// Quarantined where the verdict says that the hub cannot judge it yet.
Receipt receipt_of_waiting(const ArrivedAs& edit, const Verdict& verdict);
Receipt receipt_of_refused(const ArrivedAs& edit, const Verdict& verdict);
// `own`: the edit's own stamp; `version`: what it was merged as.
Receipt receipt_of_merged(const IngestContext& context, const ArrivedAs& edit, const Verdict& verdict, Stamp own,
                          Version version, std::vector<GroupOutcome> outcomes);

}  // namespace minsync
