#include "client/sync/enrol.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct EnrolOptions {
  std::string code;
  bool unsealed = false;
};

// The folder is enrolled already: the same data once more.
Result<int> run_again(Context& context, const EnrolOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_TRY(enrol_again(*store, options.code, context.config().text("hub.address"), *context.cancel));
  MINSYNC_ASSIGN(const auto to_send, store->count_unsent());
  const auto& own = store->enrolment();
  if (context.json) {
    context.print_json(Json{{"device", own.device.value.text()},
                            {"org", unit_code(own.unit)},
                            {"role", role_name(own.role)},
                            {"hub", own.hub_url},
                            {"forms", own.forms},
                            {"again", true},
                            {"to_send", to_send}});
  } else {
    context.print(context.text("client.enrolled_again", {unit_name(own.unit), own.hub_name, std::to_string(to_send)}));
  }
  return kDone;
}

Result<int> run(Context& context, const EnrolOptions& options) {
  if (std::filesystem::exists(std::filesystem::path(context.data) / "client.db")) return run_again(context, options);
  MINSYNC_ASSIGN(const FormCatalogue* forms, context.forms());
  std::string recovery_code;
  const auto seal = [&]() -> Status {
    if (options.unsealed) return {};
    MINSYNC_ASSIGN(const auto own, read_secrets(context.secrets));
    MINSYNC_ASSIGN(recovery_code, seal_new_folder(context.data, own));
    return {};
  };
  MINSYNC_ASSIGN(const auto enrolment, enrol(context.data, options.code, *forms, context.config().text("hub.address"),
                                             *context.cancel, seal));
  if (context.json) {
    context.print_json(Json{{"device", enrolment.device.value.text()},
                            {"org", unit_code(enrolment.unit)},
                            {"role", role_name(enrolment.role)},
                            {"hub", enrolment.hub_url},
                            {"forms", enrolment.forms},
                            {"sealed", !options.unsealed},
                            {"recovery_code", recovery_code}});
  } else {
    context.print(context.text("client.enrolled", {unit_name(enrolment.unit), enrolment.hub_name, context.data}));
  }
  if (options.unsealed) context.note(context.text("client.doctor_unsealed"));
  if (!context.json && !recovery_code.empty()) context.note(context.text("sealing.recovery_code", {recovery_code}));
  return kDone;
}

}  // namespace

void add_enrol(Commands& commands) {
  auto options = std::make_shared<EnrolOptions>();
  auto command = commands.add(commands.program, "enrol", "client.about_enrol");
  command.add_option("CODE", options->code, commands.context.text("client.about_code")).required();
  command.add_flag("--unsealed", options->unsealed, commands.context.text("sealing.about_unsealed"));
  add_secret_options(command, commands.context);
  commands.on(command, options, run);
}

}  // namespace minsync
