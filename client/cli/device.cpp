#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/line.h"
#include "client/sync/own_key.h"

namespace minsync {
namespace {

struct DeviceOptions {};

Result<int> rotate_key(Context& context, const DeviceOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto line, open_line(context, *store));
  MINSYNC_TRY(change_key(*store, *line));
  if (context.json) {
    context.print_json(Json{{"device", store->enrolment().device.value.text()}, {"key_changed", true}});
  } else {
    context.print(context.text("client.key_changed"));
  }
  return kDone;
}

}  // namespace

void add_device(Commands& commands) {
  auto device = commands.add(commands.program, "device", "client.about_device");
  device.require_command();
  auto options = std::make_shared<DeviceOptions>();
  commands.on(commands.add(device, "rotate-key", "client.about_rotate_key"), options, rotate_key);
}

}  // namespace minsync
