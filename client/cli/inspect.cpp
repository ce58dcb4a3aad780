#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/message_json.h"
#include "shared/files/whole_file.h"
#include "sync_protocol/bundle.h"

namespace minsync {
namespace {

struct InspectOptions {
  std::string file;
};

Result<int> run(Context& context, const InspectOptions& options) {
  MINSYNC_ASSIGN(const FormCatalogue* forms, context.known_forms());
  MINSYNC_ASSIGN(const auto bytes, read_whole(options.file, kMaxBundleBytes));
  MINSYNC_ASSIGN(auto message, message_json(*forms, bytes));
  message["bytes"] = bytes.size();
  context.print_json(message);
  return kDone;
}

}  // namespace

void add_inspect(Commands& commands) {
  auto options = std::make_shared<InspectOptions>();
  auto command = commands.add(commands.program, "inspect", "client.about_inspect");
  command.add_option("FILE", options->file, commands.context.text("client.about_file")).required();
  commands.on(command, options, run);
}

}  // namespace minsync
