// Every command of minsync-hub and every action of the audit log, with the right that it takes. unit_users compares
// both with the program as it is: a command or action that is missing here is found there.
#include <algorithm>
#include <array>

#include "hub/users/rights.h"

namespace minsync {
namespace {

struct CommandRight {
  std::string_view command;
  Right right;
};

constexpr std::array kCommands = {
    // There is nobody yet, or it is how somebody becomes known.
    CommandRight{"init", Right::open},
    CommandRight{"login", Right::open},
    CommandRight{"logout", Right::open},
    CommandRight{"whoami", Right::open},
    // What is sound and what is not has to be found out when nobody can log in any more. No personal data.
    CommandRight{"doctor", Right::open},
    CommandRight{"config check", Right::open},
    CommandRight{"seal status", Right::open},
    // The hub's machine starts it after a power cut, with nobody there.
    CommandRight{"serve", Right::open},
    // Checks by itself: the people of the backup decide (DESIGN.md).
    CommandRight{"restore", Right::open},

    CommandRight{"user password", Right::anybody},
    CommandRight{"user totp", Right::anybody},
    CommandRight{"approve", Right::anybody},  // checks by itself what the request takes
    CommandRight{"requests list", Right::anybody},
    CommandRight{"org list", Right::anybody},
    CommandRight{"org show", Right::anybody},
    CommandRight{"form list", Right::anybody},
    CommandRight{"form show", Right::anybody},
    CommandRight{"form check", Right::anybody},
    CommandRight{"device list", Right::anybody},
    CommandRight{"delegation list", Right::anybody},
    CommandRight{"digest", Right::anybody},

    CommandRight{"backup", Right::run_hub},
    CommandRight{"rebuild", Right::run_hub},
    CommandRight{"recovery show", Right::run_hub},
    CommandRight{"recovery close", Right::run_hub},
    CommandRight{"recovery give-up", Right::run_hub},
    CommandRight{"quarantine list", Right::run_hub},
    CommandRight{"quarantine retry", Right::run_hub},
    CommandRight{"bundle import", Right::run_hub},
    CommandRight{"bundle export", Right::run_hub},
    CommandRight{"seal on", Right::run_hub},
    CommandRight{"seal rotate", Right::run_hub},
    CommandRight{"enrol-code", Right::manage_devices},
    CommandRight{"org rename", Right::change_units},
    CommandRight{"org move", Right::change_units},
    CommandRight{"org merge", Right::change_units},
    CommandRight{"org split", Right::change_units},
    CommandRight{"form add", Right::change_forms},

    CommandRight{"user list", Right::manage_users},
    CommandRight{"user add", Right::manage_users},
    CommandRight{"user reset", Right::manage_users},
    CommandRight{"user disable", Right::manage_users},
    CommandRight{"user role", Right::manage_users},
    CommandRight{"delegation add", Right::set_policies},
    CommandRight{"delegation end", Right::set_policies},
    CommandRight{"device revoke", Right::revoke_devices},
    CommandRight{"quarantine take", Right::revoke_devices},
    CommandRight{"quarantine dismiss", Right::revoke_devices},
    CommandRight{"seal recovery", Right::revoke_devices},

    CommandRight{"audit list", Right::read_audit},
    CommandRight{"audit verify", Right::read_audit},
    CommandRight{"audit export", Right::read_audit},

    CommandRight{"record list", Right::read_records},
    CommandRight{"record show", Right::read_records},
    CommandRight{"conflict list", Right::read_records},
    CommandRight{"conflict notices", Right::read_records},
    CommandRight{"target progress", Right::read_targets},
    CommandRight{"rank", Right::read_targets},
    CommandRight{"target rank", Right::read_targets},
    CommandRight{"conflict resolve", Right::decide_records},
    CommandRight{"record move", Right::decide_records},
    CommandRight{"record purge", Right::decide_records},
    CommandRight{"record restore", Right::decide_records},
    CommandRight{"target import", Right::import_targets},

    CommandRight{"duplicate list", Right::read_records},
    CommandRight{"duplicate show", Right::read_records},
    CommandRight{"duplicate decided", Right::read_records},
    CommandRight{"duplicate merge", Right::decide_records},
    CommandRight{"duplicate split", Right::decide_records},
    CommandRight{"duplicate dismiss", Right::decide_records},
    CommandRight{"duplicate reopen", Right::decide_records},
    CommandRight{"publication list", Right::read_targets},
    CommandRight{"publication show", Right::read_targets},
    CommandRight{"publish", Right::publish},
};

struct ActionRight {
  AuditAction action;
  Right right;
};

constexpr std::array kActions = {
    ActionRight{AuditAction::hub_made, Right::open},
    ActionRight{AuditAction::code_made, Right::manage_devices},
    ActionRight{AuditAction::device_enrolled, Right::service},
    ActionRight{AuditAction::device_revoked, Right::revoke_devices},
    ActionRight{AuditAction::edits_quarantined, Right::service},
    ActionRight{AuditAction::device_enrolled_again, Right::service},
    ActionRight{AuditAction::device_key_changed, Right::service},
    ActionRight{AuditAction::quarantine_taken, Right::revoke_devices},
    ActionRight{AuditAction::quarantine_dismissed, Right::revoke_devices},
    ActionRight{AuditAction::access_refused, Right::service},
    ActionRight{AuditAction::edit_refused, Right::service},
    ActionRight{AuditAction::decision, Right::service},
    ActionRight{AuditAction::conflict_decided, Right::decide_records},
    ActionRight{AuditAction::record_moved, Right::decide_records},
    ActionRight{AuditAction::records_purged, Right::decide_records},
    ActionRight{AuditAction::late_decided, Right::decide_records},
    ActionRight{AuditAction::duplicates_merged, Right::decide_records},
    ActionRight{AuditAction::duplicates_split, Right::decide_records},
    ActionRight{AuditAction::duplicate_dismissed, Right::decide_records},
    ActionRight{AuditAction::units_changed, Right::change_units},
    ActionRight{AuditAction::form_added, Right::change_forms},
    ActionRight{AuditAction::delegation_changed, Right::set_policies},
    ActionRight{AuditAction::targets_imported, Right::import_targets},
    ActionRight{AuditAction::backup_made, Right::run_hub},
    ActionRight{AuditAction::restored, Right::restore_hub},
    ActionRight{AuditAction::recovery_closed, Right::run_hub},
    ActionRight{AuditAction::bases_given_up, Right::run_hub},
    ActionRight{AuditAction::quarantine_retried, Right::run_hub},
    ActionRight{AuditAction::bundle_taken, Right::run_hub},
    ActionRight{AuditAction::bundle_given, Right::service},
    ActionRight{AuditAction::log_exported, Right::read_audit},
    ActionRight{AuditAction::values_revealed, Right::reveal_records},
    ActionRight{AuditAction::served, Right::open},
    ActionRight{AuditAction::sealing_changed, Right::run_hub},
    ActionRight{AuditAction::logged_in, Right::open},
    ActionRight{AuditAction::login_failed, Right::open},
    ActionRight{AuditAction::logged_out, Right::open},
    ActionRight{AuditAction::user_locked, Right::open},
    ActionRight{AuditAction::users_changed, Right::manage_users},
    ActionRight{AuditAction::own_secret_changed, Right::anybody},
    ActionRight{AuditAction::right_refused, Right::open},
    ActionRight{AuditAction::request_made, Right::anybody},
    ActionRight{AuditAction::request_approved, Right::anybody},
    ActionRight{AuditAction::recovery_code_made, Right::revoke_devices},
    ActionRight{AuditAction::results_published, Right::confirm_publication},
};

}  // namespace

Right right_of_command(std::string_view command) {
  const auto found = std::ranges::find(kCommands, command, &CommandRight::command);
  return found == kCommands.end() ? Right::service : found->right;
}

std::vector<std::string> commands_with_rights() {
  std::vector<std::string> names;
  for (const auto& row : kCommands) names.emplace_back(row.command);
  return names;
}

std::optional<Right> right_of_action(AuditAction action) {
  const auto found = std::ranges::find(kActions, action, &ActionRight::action);
  if (found == kActions.end()) return std::nullopt;
  return found->right;
}

}  // namespace minsync
