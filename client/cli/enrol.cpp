#include "client/sync/enrol.h"

#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct EnrolOptions {
  std::string code;
};

Result<int> run(Context& context, const EnrolOptions& options) {
  MINSYNC_ASSIGN(const FormCatalogue* forms, context.forms());
  MINSYNC_ASSIGN(const auto enrolment,
                 enrol(context.data, options.code, *forms, context.config().text("hub.address"), *context.cancel));
  if (context.json) {
    context.print_json(Json{{"device", enrolment.device.value.text()},
                            {"org", unit_code(enrolment.unit)},
                            {"role", role_name(enrolment.role)},
                            {"hub", enrolment.hub_url},
                            {"forms", enrolment.forms}});
  } else {
    context.print(context.text("client.enrolled", {unit_name(enrolment.unit), enrolment.hub_name, context.data}));
  }
  return kDone;
}

}  // namespace

void add_enrol(Commands& commands) {
  auto options = std::make_shared<EnrolOptions>();
  auto command = commands.add(commands.program, "enrol", "client.about_enrol");
  command.add_option("CODE", options->code, commands.context.text("client.about_code")).required();
  commands.on(command, options, run);
}

}  // namespace minsync
