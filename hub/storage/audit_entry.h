// One line of the audit log (审计日志): who did what at the hub. Lines are numbered from 1 without gaps, and each bears
// the hash of all lines up to it. Numbers of actions are permanent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/crypto/crypto.h"

namespace minsync {

enum class AuditAction : std::uint8_t {
  hub_made = 1,
  code_made = 2,
  device_enrolled = 3,
  device_revoked = 4,
  access_refused = 5,  // a request of a device that may not, a wrong or used code
  edit_refused = 6,    // by scope, role or state
  decision = 7,        // a covering transition was merged: an approval, its end
  conflict_decided = 8,
  record_moved = 9,
  records_purged = 10,
  late_decided = 11,  // on what came for a purged record
  units_changed = 12,
  form_added = 13,
  delegation_changed = 14,
  targets_imported = 15,
  backup_made = 16,
  restored = 17,
  recovery_closed = 18,
  bases_given_up = 19,
  quarantine_retried = 20,
  bundle_taken = 21,
  bundle_given = 22,
  log_exported = 23,
  served = 24,           // the hub began to serve
  sealing_changed = 25,  // sealed, new keys
  duplicates_merged = 26,
  duplicates_split = 27,
  duplicate_dismissed = 28,    // two records are not the same person's, or it is open again
  results_published = 29,      // frozen, under a number
  edits_quarantined = 30,      // signed by a key that counts no more
  device_enrolled_again = 31,  // the same data with a new key, by a new code
  device_key_changed = 32,     // by the device itself
  quarantine_taken = 33,       // late edits were merged after all
  quarantine_dismissed = 34,   // or put aside for good
  values_revealed = 35,        // sensitive values were shown whole
  // Persons at the hub (hub/users)
  logged_in = 50,
  login_failed = 51,
  logged_out = 52,
  user_locked = 53,         // too many failures
  users_changed = 54,       // added, reset, disabled, other roles
  own_secret_changed = 55,  // a password, a code device
  right_refused = 56,       // a command of somebody who may not
  request_made = 57,        // of something that a second person has to confirm
  request_approved = 58,
  recovery_code_made = 59  // what opens sealed data when the machine is lost
};
// "device_revoked"; "" for a number that this program does not know.
std::string_view action_name(AuditAction action);
// The id of the message that says it to people; "" likewise.
std::string_view action_message(AuditAction action);

struct AuditEvent {
  AuditAction action{};
  std::string actor;                 // "account root", "device 019e…"
  std::string object;                // what it was done to: an id, a code, a file
  std::vector<std::string> details;  // "name=value"; never a sensitive value
};

struct AuditEntry {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;
  AuditEvent event;
  Digest hash{};
};

// SHA-256 of `previous` (zeros before the first) and everything above; hub/audit/DESIGN.md has the bytes.
Digest audit_hash(const Digest& previous, const AuditEntry& entry);

}  // namespace minsync
