#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "hub/admin/context.h"
#include "shared/http/http_server.h"

namespace minsync {

void add_commands(Command app, HubContext& context) {
  add_init(app, context);
  add_serve(app, context);
  add_enrol_code(app, context);
  add_device(app, context);
  add_org(app, context);
  add_form(app, context);
  add_record(app, context);
  add_conflict(app, context);
  add_duplicate(app, context);
  add_bundle(app, context);
  add_quarantine(app, context);
  add_target(app, context);
  add_publication(app, context);
  add_backup(app, context);
  add_audit(app, context);
  add_delegation(app, context);
  add_seal(app, context);
  add_recovery(app, context);
  add_rebuild(app, context);
  add_users(app, context);
  add_log_in(app, context);
  add_requests(app, context);
  add_checks(app, context);
}

namespace {

int report(const HubContext& context, const Fault& fault) {
  std::cout.flush();
  context.note(say(context.language(), fault));
  return static_cast<int>(fault.kind);
}

}  // namespace

int run_hub(int argc, char** argv) {
  // Records hold personal data: what this program writes is its user's alone.
  umask(0077);
  // A full disk or a reader that went away is an error to report, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  HubContext context;
  const char* folder = std::getenv("MINSYNC_DATA");
  context.folder = folder == nullptr ? "minsync-hub-data" : folder;
  CommandLine line("minsync-hub", "");
  auto program = line.program();
  program.require_command();
  program.add_option("--data", context.folder, "hub directory (MINSYNC_DATA)");
  program.add_flag("--json", context.json, "one JSON document on standard output");
  program.add_option("--lang", context.language_option, "zh | en");
  add_secret_options(program, context);
  add_commands(program, context);
  const auto parsed = line.parse(argc, argv);
  if (parsed.outcome == CommandLine::Outcome::answered) {
    std::cout << parsed.answer;
    return 0;
  }
  if (parsed.outcome == CommandLine::Outcome::wrong) {
    return report(context, {FaultKind::usage, "hub.usage", {parsed.error.text}, {}});
  }
  auto secrets = read_secrets(context.secrets);
  if (!secrets) return report(context, secrets.error());
  use_secrets(*std::move(secrets));
  auto status = context.enter(line.chosen());
  if (status) status = context.command();
  return status ? 0 : report(context, status.error());
}

}  // namespace minsync
