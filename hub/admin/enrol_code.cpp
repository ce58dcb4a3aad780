#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "hub/admin/context.h"
#include "hub/api/enrolment.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

struct CodeOptions {
  std::string org, role, expires = "24h", address;
  std::vector<std::string> forms;
};

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

Status check_unit(const UnitSpan& unit, Role role, UnitId city) {
  const bool fits = (role == Role::township && unit.level == UnitLevel::township) ||
                    (role == Role::county && unit.level == UnitLevel::county);
  if (!fits) return fail(FaultKind::bad_input, "hub.role_needs_unit", {role_name(role), unit.code, unit.name});
  if (!divisions_in_use().is_within(unit.id, city)) {
    return fail(FaultKind::bad_input, "hub.unit_of_other_city", {unit.code, unit.name});
  }
  return {};
}

Status check_forms(HubContext& context, const std::vector<std::string>& names) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  for (const auto& name : names) MINSYNC_TRY(forms->get(name));
  return {};
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ",") + name;
  return all;
}

Status enrol_code(HubContext& context, const CodeOptions& options) {
  const auto role = parse_role(options.role);
  if (!role || *role == Role::city) return fail(FaultKind::usage, "hub.bad_role", {options.role});
  MINSYNC_ASSIGN(const auto span, parse_span(options.expires));
  MINSYNC_ASSIGN(const auto id, context.unit(options.org));
  MINSYNC_TRY(check_forms(context, options.forms));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto identity, load_identity(context.folder, *store));
  const UnitSpan& unit = *divisions_in_use().find(id);
  MINSYNC_TRY(check_unit(unit, *role, identity.device.unit));
  MINSYNC_ASSIGN(const auto key, read_private_key((std::filesystem::path(context.folder) / "tls.key").string()));
  MINSYNC_ASSIGN(const auto known, store->setting("address"));
  const auto address = !options.address.empty() ? options.address : known.empty() ? "127.0.0.1:8443" : known;
  const auto expires = now_ms() + span;
  std::string code;
  MINSYNC_TRY(context.act({AuditAction::code_made,
                           unit.code,
                           {"role=" + options.role, "expires=" + time_text(expires), "forms=" + joined(options.forms)}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(code, make_enrol_code(s, id, *role, options.forms, expires, address,
                                                                 fingerprint_of(key)));
                            return {};
                          }));
  if (context.json) {
    context.print({{"code", code},
                   {"org", unit.code},
                   {"role", options.role},
                   {"forms", options.forms},
                   {"expires", time_text(expires)}});
  } else {
    context.line(code);
    context.note(context.text("hub.code_made", {unit.name, options.expires, address}));
  }
  return {};
}

}  // namespace

void add_enrol_code(Command app, HubContext& context) {
  auto options = std::make_shared<CodeOptions>();
  auto command = app.add_command("enrol-code", "make a one-time code for a computer of an office");
  command.add_option("--org", options->org, "code of the office's org unit").required();
  command.add_option("--role", options->role, "township | county").required();
  command.add_option("--expires", options->expires, "30m, 24h, 7d");
  command.add_option("--forms", options->forms, "only these forms").delimiter(',');
  command.add_option("--address", options->address, "host:port that the client is to connect to");
  command.on_chosen(
      [&context, options] { context.command = [&context, options] { return enrol_code(context, *options); }; });
}

}  // namespace minsync
