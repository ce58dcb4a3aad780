#include "hub/storage/audit_entry.h"

#include <array>

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

constexpr std::array<std::string_view, 35> kNames = {
    "",
    "hub_made",
    "code_made",
    "device_enrolled",
    "device_revoked",
    "access_refused",
    "edit_refused",
    "decision",
    "conflict_decided",
    "record_moved",
    "records_purged",
    "late_decided",
    "units_changed",
    "form_added",
    "delegation_changed",
    "targets_imported",
    "backup_made",
    "restored",
    "recovery_closed",
    "bases_given_up",
    "quarantine_retried",
    "bundle_taken",
    "bundle_given",
    "log_exported",
    "served",
    "sealing_changed",
    "",
    "",
    "",
    "",
    "edits_quarantined",
    "device_enrolled_again",
    "device_key_changed",
    "quarantine_taken",
    "quarantine_dismissed",
};

// From 50 on.
constexpr std::size_t kFirstOfPersons = 50;
constexpr std::array<std::string_view, 10> kNamesOfPersons = {
    "logged_in",          "login_failed",  "logged_out",   "user_locked",      "users_changed",
    "own_secret_changed", "right_refused", "request_made", "request_approved", "recovery_code_made",
};

}  // namespace

std::string_view action_name(AuditAction action) {
  if (action == AuditAction::values_revealed) return "values_revealed";
  const auto number = static_cast<std::size_t>(action);
  if (number >= kFirstOfPersons && number - kFirstOfPersons < kNamesOfPersons.size()) {
    return kNamesOfPersons[number - kFirstOfPersons];
  }
  return number < kNames.size() ? kNames[number] : std::string_view();
}

Digest audit_hash(const Digest& previous, const AuditEntry& entry) {
  ByteWriter out;
  for (const auto byte : previous) out.byte(byte);
  out.number(entry.number);
  out.number(static_cast<std::uint64_t>(entry.at_ms));
  out.byte(static_cast<std::uint8_t>(entry.event.action));
  out.text(entry.event.actor);
  out.text(entry.event.object);
  out.number(entry.event.details.size());
  for (const auto& detail : entry.event.details) out.text(detail);
  return sha256(out.bytes());
}

}  // namespace minsync
