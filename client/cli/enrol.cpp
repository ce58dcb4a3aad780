#include "client/sync/enrol.h"

#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct EnrolOptions {
  std::string code;
  bool unsealed = false;
};

Result<int> run(Context& context, const EnrolOptions& options) {
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
