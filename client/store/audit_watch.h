// What this office was told of the hub's audit log: each answer by line says where the log stands, and what stands at
// the place that was told last. A log that was rewritten, or cut, does not lead through that any more.
#pragma once

#include "client/store/hub_answer.h"

namespace minsync {

// The number to ask with.
Result<std::uint64_t> audit_seen(ClientStore& store);
// In the transaction of an answer to a request that named `asked`. Keeps what was told, and an alarm if it contradicts
// what was told before. `went_back`: the hub began a new epoch, which its users are told; its log went back with it.
Status watch_audit(ClientStore& store, const SyncAnswer& answer, std::uint64_t asked, bool went_back);

struct AuditAlarm {
  std::string message;  // id
  std::vector<std::string> args;
};
Result<std::optional<AuditAlarm>> audit_alarm(ClientStore& store);
// Somebody has looked into it.
Status forget_audit_alarm(ClientStore& store);

}  // namespace minsync
