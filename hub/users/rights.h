// Who may do what at the hub: the one table of rights by role, of each command, each route of the console and each
// audited action, and of what two persons do together. Everything here is constant; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/storage/audit_entry.h"
#include "hub/storage/people.h"

namespace minsync {

enum class Right : std::uint8_t {
  open,     // needs no log-in: it shows and changes nothing of others, or there is nobody yet who could log in
  anybody,  // whoever is logged in: what is no secret at the bureau, and one's own password
  service,  // the serving hub's own doing; no command has it

  // System administrator (系统管理员): the hub runs, and its units, computers and forms are right.
  run_hub,         // serve, backup, recovery, rebuild, bundles, what could not be read, sealing
  restore_hub,     // with a second person
  change_units,    // org units
  manage_devices,  // enrolment codes
  change_forms,

  // Security administrator (安全管理员): who may do what.
  manage_users,
  set_policies,     // whose decisions are delegated
  revoke_devices,   // and what opens sealed data when the machine is lost
  confirm_restore,  // as the second person

  // Audit administrator (审计管理员): what everybody did, the other administrators included.
  read_audit,

  // Bureau reviewer (业务审核).
  read_records,
  read_targets,
  decide_records,  // conflicts, moves, removals
  import_targets,
  reveal_records,  // export of unmasked data, with a second person
  confirm_reveal,

  // Publisher (发布): with a second person.
  publish,
  confirm_publication
};

// One row a right that takes a role. Administrators share none with anybody.
struct RightOfRole {
  Right right;
  std::vector<UserRole> roles;
};
std::span<const RightOfRole> rights_of_roles();
bool may(UserRoles roles, Right right);

// The right that a command takes, by its words without the program's: "device revoke". What the table does not know is
// nobody's to run (Right::service).
Right right_of_command(std::string_view command);
std::vector<std::string> commands_with_rights();
// The right that an entry of the audit log says was used; nothing for an action that the table does not know.
std::optional<Right> right_of_action(AuditAction action);

// The same of the console's routes: "POST /console/api/users".
Right right_of_route(std::string_view route);
std::vector<std::string> routes_with_rights();
// "read_records", as the console's contract and its page call it.
std::string_view right_word(Right right);

// What one person asks for and another one confirms. Numbers are stored.
enum class TwoPersons : std::uint8_t { restore = 1, reveal = 2, publication = 3 };
struct TwoPersonRule {
  TwoPersons what;
  Right asks, confirms;
  std::string_view name;  // "restore"
};
// Aborts for a number that is none of these.
const TwoPersonRule& rule_of(TwoPersons what);
std::span<const TwoPersonRule> two_person_rules();

// "system_admin"; reading it gives nothing for another word.
std::string_view role_word(UserRole role);
std::optional<UserRole> read_role(std::string_view word);
std::span<const UserRole> all_roles();
std::span<const UserRole> administrator_roles();
// "bureau_reviewer, publisher": of a person, or of all roles with the right.
std::string role_words(UserRoles roles);
std::string roles_with(Right right);

// One administrator's role and no other, or reviewer and publisher in any combination.
bool roles_fit_together(UserRoles roles);
// Codes from a second device, besides the password: administrators and publishers.
bool needs_totp(UserRoles roles);
bool is_administrator(UserRoles roles);

}  // namespace minsync
