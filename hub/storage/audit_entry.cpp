#include "hub/storage/audit_entry.h"

#include <algorithm>
#include <array>

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

struct Name {
  AuditAction action;
  std::string_view message;  // what people read; "audit." and the action's name
};

constexpr std::array kNames = {
    Name{AuditAction::hub_made, "audit.hub_made"},
    Name{AuditAction::code_made, "audit.code_made"},
    Name{AuditAction::device_enrolled, "audit.device_enrolled"},
    Name{AuditAction::device_revoked, "audit.device_revoked"},
    Name{AuditAction::access_refused, "audit.access_refused"},
    Name{AuditAction::edit_refused, "audit.edit_refused"},
    Name{AuditAction::decision, "audit.decision"},
    Name{AuditAction::conflict_decided, "audit.conflict_decided"},
    Name{AuditAction::record_moved, "audit.record_moved"},
    Name{AuditAction::records_purged, "audit.records_purged"},
    Name{AuditAction::late_decided, "audit.late_decided"},
    Name{AuditAction::units_changed, "audit.units_changed"},
    Name{AuditAction::form_added, "audit.form_added"},
    Name{AuditAction::delegation_changed, "audit.delegation_changed"},
    Name{AuditAction::targets_imported, "audit.targets_imported"},
    Name{AuditAction::backup_made, "audit.backup_made"},
    Name{AuditAction::restored, "audit.restored"},
    Name{AuditAction::recovery_closed, "audit.recovery_closed"},
    Name{AuditAction::bases_given_up, "audit.bases_given_up"},
    Name{AuditAction::quarantine_retried, "audit.quarantine_retried"},
    Name{AuditAction::bundle_taken, "audit.bundle_taken"},
    Name{AuditAction::bundle_given, "audit.bundle_given"},
    Name{AuditAction::log_exported, "audit.log_exported"},
    Name{AuditAction::served, "audit.served"},
    Name{AuditAction::sealing_changed, "audit.sealing_changed"},
    Name{AuditAction::duplicates_merged, "audit.duplicates_merged"},
    Name{AuditAction::duplicates_split, "audit.duplicates_split"},
    Name{AuditAction::duplicate_dismissed, "audit.duplicate_dismissed"},
    Name{AuditAction::edits_quarantined, "audit.edits_quarantined"},
    Name{AuditAction::device_enrolled_again, "audit.device_enrolled_again"},
    Name{AuditAction::device_key_changed, "audit.device_key_changed"},
    Name{AuditAction::quarantine_taken, "audit.quarantine_taken"},
    Name{AuditAction::quarantine_dismissed, "audit.quarantine_dismissed"},
    Name{AuditAction::values_revealed, "audit.values_revealed"},
    Name{AuditAction::logged_in, "audit.logged_in"},
    Name{AuditAction::login_failed, "audit.login_failed"},
    Name{AuditAction::logged_out, "audit.logged_out"},
    Name{AuditAction::user_locked, "audit.user_locked"},
    Name{AuditAction::users_changed, "audit.users_changed"},
    Name{AuditAction::own_secret_changed, "audit.own_secret_changed"},
    Name{AuditAction::right_refused, "audit.right_refused"},
    Name{AuditAction::request_made, "audit.request_made"},
    Name{AuditAction::request_approved, "audit.request_approved"},
    Name{AuditAction::recovery_code_made, "audit.recovery_code_made"},
    Name{AuditAction::results_published, "audit.results_published"},
};

}  // namespace

std::string_view action_message(AuditAction action) {
  const auto found = std::ranges::find(kNames, action, &Name::action);
  return found == kNames.end() ? std::string_view() : found->message;
}

std::string_view action_name(AuditAction action) {
  const auto message = action_message(action);
  return message.substr(message.find('.') + 1);
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
