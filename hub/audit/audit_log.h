// The audit log (审计日志): log-ins, decisions, changes of devices, forms, org units and settings, backups, and
// whatever was refused. An entry stands in the transaction of what it tells of, so nothing happens that cannot be
// written down. DESIGN.md says what a changed log shows, and to whom.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

// Appends one entry, in the caller's write transaction. Texts are cut at 1,000 bytes.
Status audit(HubStore& store, std::int64_t now_ms, AuditEvent event);

// Where the log stands: number and hash of its newest entry; 0 and zeros of an empty one.
struct AuditHead {
  std::uint64_t number = 0;
  Digest hash{};
  friend bool operator==(const AuditHead&, const AuditHead&) = default;
};
Result<AuditHead> audit_head(HubStore& store);

struct AuditCheck {
  AuditHead head;
  std::uint64_t first_bad = 0;  // the number of the first entry that is altered, or missing; 0: none is
};
// Walks the log from its beginning. Within a read snapshot.
Result<AuditCheck> check_audit(HubStore& store);

}  // namespace minsync
