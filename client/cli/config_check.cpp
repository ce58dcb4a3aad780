#include <nlohmann/json.hpp>

#include "client/cli/commands.h"

namespace minsync {
namespace {

struct ConfigOptions {};

// The settings were read before any command runs; one that reaches this has found no fault in them.
Result<int> run(Context& context, const ConfigOptions&) {
  Json out = {{"settings", Json::array()}};
  for (const auto& setting : context.config().settings()) {
    if (!context.json) context.print(say(context.language(), setting));
    out["settings"].push_back({{"key", setting.key},
                               {"value", setting.value},
                               {"source", std::string(name_of(setting.source))},
                               {"where", setting.where}});
  }
  if (context.json) context.print_json(out);
  return kDone;
}

}  // namespace

void add_config(Commands& commands) {
  auto config = commands.add(commands.program, "config", "client.about_config");
  config.require_command();
  commands.on(commands.add(config, "check", "client.about_config_check"), std::make_shared<ConfigOptions>(), run);
}

}  // namespace minsync
