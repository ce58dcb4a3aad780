#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/findings.h"
#include "client/cli/records.h"
#include "client/store/audit_watch.h"
#include "client/store/hub_answer.h"
#include "client/store/set_aside.h"
#include "shared/cli/seal_words.h"

namespace minsync {
namespace {

constexpr std::uintmax_t kLittleSpace = 200u << 20;

struct DoctorOptions {
  bool retry = false, audit_checked = false;
};

// A store that cannot be opened is the finding that matters most.
void add_fault(const Context& context, std::vector<DoctorFinding>& findings, const char* check, const Fault& fault) {
  findings.push_back({check, false, fault.kind == FaultKind::integrity, say(context.language(), fault)});
}

void check_store(Context& context, std::vector<DoctorFinding>& findings) {
  auto store = context.store_while_locked();
  if (!store) return add_fault(context, findings, "store", store.error());
  findings.push_back(
      {"enrolled", true, false, context.text("client.doctor_enrolled", {unit_name((*store)->enrolment().unit)})});
  if (const auto whole = (*store)->database().check_integrity(); !whole) {
    return add_fault(context, findings, "store", whole.error());
  }
  findings.push_back({"store", true, false, context.text("client.doctor_store")});
  const auto copied = (*store)->setting("copied");
  if (copied && !copied->empty()) findings.push_back({"copied", false, false, context.text("client.copied")});
}

void check_key(Context& context, std::vector<DoctorFinding>& findings) {
  auto store = context.store_while_locked();
  if (!store) return;
  if (const auto key = (*store)->device_key(); !key) return add_fault(context, findings, "key", key.error());
  struct stat about{};
  const auto path = (std::filesystem::path(context.data) / "device.key").string();
  const bool closed = stat(path.c_str(), &about) == 0 && (about.st_mode & 077) == 0;
  findings.push_back({"key", closed, false,
                      closed ? context.text("client.doctor_key") : context.text("client.doctor_key_open", {path})});
}

// What the hub sent and this program cannot store.
Status check_aside(Context& context, std::vector<DoctorFinding>& findings, bool retry) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  if (retry) MINSYNC_TRY(retry_set_aside(*store, Context::now_ms()));
  MINSYNC_ASSIGN(const auto all, all_aside(*store));
  for (const auto& aside : all) {
    findings.push_back({"set_aside", false, false,
                        context.text("client.doctor_aside", {aside.change.state.id.value.text(),
                                                             say(context.language(), aside.reason, aside.args)})});
  }
  return {};
}

Status check_audit(Context& context, std::vector<DoctorFinding>& findings, bool looked_into) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  if (looked_into) {
    MINSYNC_TRY(context.store());
    MINSYNC_TRY(forget_audit_alarm(*store));
  }
  MINSYNC_ASSIGN(const auto alarm, audit_alarm(*store));
  if (alarm) findings.push_back({"audit", false, true, context.text(alarm->message, alarm->args)});
  return {};
}

void check_space(Context& context, std::vector<DoctorFinding>& findings) {
  std::error_code error;
  const auto space = std::filesystem::space(context.data, error);
  if (error) return;
  const bool enough = space.available >= kLittleSpace;
  const auto megabytes = std::to_string(space.available >> 20);
  findings.push_back(
      {"disk", enough, false,
       enough ? context.text("client.doctor_disk", {megabytes}) : context.text("client.doctor_disk_low", {megabytes})});
}

void check_forms(Context& context, std::vector<DoctorFinding>& findings) {
  const auto forms = context.forms();
  if (!forms) return add_fault(context, findings, "forms", forms.error());
  findings.push_back(
      {"forms", true, false, context.text("client.doctor_forms", {std::to_string((*forms)->forms().size())})});
}

void check_seal(Context& context, std::vector<DoctorFinding>& findings) {
  const auto state = seal_state(context.data, "client.db");
  if (!state) return add_fault(context, findings, "sealing", state.error());
  if (!state->sealed) {
    findings.push_back({"sealing", false, false, context.text("client.doctor_unsealed")});
  } else {
    findings.push_back({"sealing", !state->old_keys && state->opens_elsewhere, false, say(context.language(), *state)});
  }
}

Status check_users(Context& context, std::vector<DoctorFinding>& findings) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(const auto users, all_users(store->database()));
  const auto minutes = std::to_string(context.lock_after_ms() / 60'000);
  findings.push_back({"users", true, false,
                      users.empty() ? context.text("clerks.doctor_none")
                                    : context.text("clerks.doctor_some", {std::to_string(users.size()), minutes})});
  return {};
}

Result<std::vector<DoctorFinding>> examine(Context& context, const DoctorOptions& options) {
  std::vector<DoctorFinding> findings;
  for (const auto check : {check_forms, check_store, check_key, check_space}) check(context, findings);
  if (context.store_while_locked()) MINSYNC_TRY(check_aside(context, findings, options.retry));
  if (context.store_while_locked()) MINSYNC_TRY(check_audit(context, findings, options.audit_checked));
  if (context.store_while_locked()) MINSYNC_TRY(check_users(context, findings));
  check_seal(context, findings);
  return findings;
}

Result<int> run(Context& context, const DoctorOptions& options) {
  MINSYNC_ASSIGN(const auto findings, examine(context, options));
  Json out = {{"checks", Json::array()}};
  bool integrity = false, enrolled = true;
  for (const auto& finding : findings) {
    integrity = integrity || finding.integrity;
    if (finding.check == "store" && !finding.good) enrolled = false;
    out["checks"].push_back({{"check", finding.check}, {"good", finding.good}, {"text", finding.text}});
    if (!context.json) context.print((finding.good ? "✓ " : "! ") + finding.text);
  }
  if (context.json) context.print_json(out);
  if (integrity) return static_cast<int>(FaultKind::integrity);
  return enrolled ? kDone : static_cast<int>(FaultKind::failed);
}

}  // namespace

Result<std::vector<DoctorFinding>> doctor_findings(Context& context) {
  return examine(context, {});
}

void add_doctor(Commands& commands) {
  auto options = std::make_shared<DoctorOptions>();
  auto command = commands.add(commands.program, "doctor", "client.about_doctor");
  command.add_flag("--retry", options->retry, commands.context.text("client.about_retry"));
  command.add_flag("--audit-checked", options->audit_checked, commands.context.text("client.about_audit_checked"));
  commands.on(command, options, run);
}

}  // namespace minsync
