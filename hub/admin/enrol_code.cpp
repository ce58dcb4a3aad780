#include <nlohmann/json.hpp>

#include "hub/admin/context.h"
#include "hub/api/enrol_codes.h"
#include "hub/documents/hub_json.h"

namespace minsync {
namespace {

Status enrol_code(HubContext& context, const WantedCode& wanted) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto identity, load_identity(context.folder, *store));
  MINSYNC_ASSIGN(const auto checked, check_wanted_code(*store, ingest, identity, wanted));
  std::string code;
  MINSYNC_TRY(
      context.act({AuditAction::code_made, checked.unit_code, code_details(checked)}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(code, make_checked_code(s, context.folder, checked));
        return {};
      }));
  if (context.json) {
    context.print(enrol_code_json(checked, code));
  } else {
    context.line(code);
    context.note(context.text("hub.code_made", {checked.unit_name, wanted.expires, checked.address}));
  }
  return {};
}

}  // namespace

void add_enrol_code(Command app, HubContext& context) {
  auto options = std::make_shared<WantedCode>();
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
