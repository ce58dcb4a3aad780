#include "hub/users/rights.h"

#include <algorithm>
#include <array>

namespace minsync {
namespace {

using enum UserRole;

const std::array kRights = {
    RightOfRole{Right::run_hub, {system_admin}},
    RightOfRole{Right::restore_hub, {system_admin}},
    RightOfRole{Right::change_units, {system_admin}},
    RightOfRole{Right::manage_devices, {system_admin}},
    RightOfRole{Right::change_forms, {system_admin}},
    RightOfRole{Right::manage_users, {security_admin}},
    RightOfRole{Right::set_policies, {security_admin}},
    RightOfRole{Right::revoke_devices, {security_admin}},
    RightOfRole{Right::confirm_restore, {security_admin}},
    RightOfRole{Right::read_audit, {audit_admin}},
    RightOfRole{Right::read_records, {bureau_reviewer, publisher}},
    RightOfRole{Right::read_targets, {bureau_reviewer, publisher}},
    RightOfRole{Right::decide_records, {bureau_reviewer}},
    RightOfRole{Right::import_targets, {bureau_reviewer}},
    RightOfRole{Right::reveal_records, {bureau_reviewer}},
    RightOfRole{Right::confirm_reveal, {bureau_reviewer}},
    RightOfRole{Right::publish, {publisher}},
    RightOfRole{Right::confirm_publication, {bureau_reviewer, publisher}},
};

struct RightWord {
  Right right;
  std::string_view word;
};
constexpr std::array kRightWords = {
    RightWord{Right::open, "open"},
    RightWord{Right::anybody, "anybody"},
    RightWord{Right::service, "service"},
    RightWord{Right::run_hub, "run_hub"},
    RightWord{Right::restore_hub, "restore_hub"},
    RightWord{Right::change_units, "change_units"},
    RightWord{Right::manage_devices, "manage_devices"},
    RightWord{Right::change_forms, "change_forms"},
    RightWord{Right::manage_users, "manage_users"},
    RightWord{Right::set_policies, "set_policies"},
    RightWord{Right::revoke_devices, "revoke_devices"},
    RightWord{Right::confirm_restore, "confirm_restore"},
    RightWord{Right::read_audit, "read_audit"},
    RightWord{Right::read_records, "read_records"},
    RightWord{Right::read_targets, "read_targets"},
    RightWord{Right::decide_records, "decide_records"},
    RightWord{Right::import_targets, "import_targets"},
    RightWord{Right::reveal_records, "reveal_records"},
    RightWord{Right::confirm_reveal, "confirm_reveal"},
    RightWord{Right::publish, "publish"},
    RightWord{Right::confirm_publication, "confirm_publication"},
};

constexpr std::array kRules = {
    TwoPersonRule{TwoPersons::restore, Right::restore_hub, Right::confirm_restore, "restore"},
    TwoPersonRule{TwoPersons::reveal, Right::reveal_records, Right::confirm_reveal, "reveal"},
    TwoPersonRule{TwoPersons::publication, Right::publish, Right::confirm_publication, "publication"},
};

constexpr std::array kRoles = {bureau_reviewer, publisher, system_admin, security_admin, audit_admin};
constexpr std::array kAdministrators = {system_admin, security_admin, audit_admin};
constexpr std::array<std::string_view, kRoles.size()> kRoleWords = {"bureau_reviewer", "publisher", "system_admin",
                                                                    "security_admin", "audit_admin"};

const RightOfRole* row_of(Right right) {
  const auto found = std::ranges::find(kRights, right, &RightOfRole::right);
  return found == kRights.end() ? nullptr : &*found;
}

}  // namespace

std::span<const RightOfRole> rights_of_roles() {
  return kRights;
}

bool may(UserRoles roles, Right right) {
  if (right == Right::open || right == Right::anybody) return true;
  const auto* row = row_of(right);
  return row != nullptr && std::ranges::any_of(row->roles, [&](UserRole role) { return roles.has(role); });
}

std::string_view right_word(Right right) {
  const auto found = std::ranges::find(kRightWords, right, &RightWord::right);
  return found == kRightWords.end() ? std::string_view() : found->word;
}

const TwoPersonRule& rule_of(TwoPersons what) {
  const auto found = std::ranges::find(kRules, what, &TwoPersonRule::what);
  MINSYNC_ASSERT(found != kRules.end());
  return *found;
}

std::span<const TwoPersonRule> two_person_rules() {
  return kRules;
}

std::string_view role_word(UserRole role) {
  return kRoleWords[static_cast<std::size_t>(role)];
}

std::optional<UserRole> read_role(std::string_view word) {
  const auto found = std::ranges::find(kRoleWords, word);
  if (found == kRoleWords.end()) return std::nullopt;
  return kRoles[static_cast<std::size_t>(found - kRoleWords.begin())];
}

std::span<const UserRole> all_roles() {
  return kRoles;
}

std::span<const UserRole> administrator_roles() {
  return kAdministrators;
}

std::string role_words(UserRoles roles) {
  std::string words;
  for (const auto role : kRoles) {
    if (roles.has(role)) words += (words.empty() ? "" : ", ") + std::string(role_word(role));
  }
  return words;
}

std::string roles_with(Right right) {
  UserRoles roles;
  if (const auto* row = row_of(right)) {
    for (const auto role : row->roles) roles.add(role);
  }
  return role_words(roles);
}

bool is_administrator(UserRoles roles) {
  return std::ranges::any_of(kAdministrators, [&](UserRole role) { return roles.has(role); });
}

bool roles_fit_together(UserRoles roles) {
  if (roles.none()) return false;
  if (!is_administrator(roles)) return true;
  return std::ranges::count_if(kRoles, [&](UserRole role) { return roles.has(role); }) == 1;
}

bool needs_totp(UserRoles roles) {
  return is_administrator(roles) || roles.has(publisher);
}

}  // namespace minsync
