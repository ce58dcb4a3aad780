#include "hub/api/enrol_codes.h"

#include <charconv>
#include <filesystem>

#include "hub/api/enrolment.h"
#include "shared/cli/record_json.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

// "30m", "24h", "7d" as ms; at most a year.
Result<std::int64_t> parse_span(const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t minute = 60'000;
  const std::int64_t ms = unit == "s"   ? 1000
                          : unit == "m" ? minute
                          : unit == "h" ? 60 * minute
                          : unit == "d" ? 1440 * minute
                                        : 0;
  if (error != std::errc{} || ms == 0 || count < 0 || count > 365 * 1440 * minute / ms) {
    return fail(FaultKind::usage, "hub.bad_span", {text});
  }
  return count * ms;
}

Status check_unit(const UnitSpan& unit, Role role, UnitId city, const Divisions& divisions) {
  const bool fits = (role == Role::township && unit.level == UnitLevel::township) ||
                    (role == Role::county && unit.level == UnitLevel::county);
  if (!fits) return fail(FaultKind::bad_input, "hub.role_needs_unit", {role_name(role), unit.code, unit.name});
  if (!divisions.is_within(unit.id, city)) {
    return fail(FaultKind::bad_input, "hub.unit_of_other_city", {unit.code, unit.name});
  }
  return {};
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ",") + name;
  return all;
}

}  // namespace

Result<CheckedCode> check_wanted_code(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const WantedCode& wanted) {
  const auto role = parse_role(wanted.role);
  if (!role || *role == Role::city) return fail(FaultKind::usage, "hub.bad_role", {wanted.role.substr(0, 40)});
  MINSYNC_ASSIGN(const auto span, parse_span(wanted.expires));
  MINSYNC_ASSIGN(const auto id, context.divisions.get_code(wanted.org));
  for (const auto& name : wanted.forms) MINSYNC_TRY(context.forms.get(name));
  const UnitSpan& unit = *context.divisions.find(id);
  MINSYNC_TRY(check_unit(unit, *role, hub.device.unit, context.divisions));
  MINSYNC_ASSIGN(const auto known, store.setting("address"));
  const auto address = !wanted.address.empty() ? wanted.address : known.empty() ? "127.0.0.1:8443" : known;
  return CheckedCode{id, unit.code, unit.name, *role, wanted.forms, context.now_ms + span, address};
}

Result<std::string> make_checked_code(HubStore& store, const std::string& folder, const CheckedCode& checked) {
  MINSYNC_ASSIGN(const auto key, read_private_key((std::filesystem::path(folder) / "tls.key").string()));
  return make_enrol_code(store, checked.unit, checked.role, checked.forms, checked.expires_ms, checked.address,
                         fingerprint_of(key));
}

std::vector<std::string> code_details(const CheckedCode& checked) {
  return {"role=" + role_name(checked.role), "expires=" + time_text(checked.expires_ms),
          "forms=" + joined(checked.forms)};
}

}  // namespace minsync
