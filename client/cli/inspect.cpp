#include <filesystem>
#include <fstream>

#include "client/cli/commands.h"
#include "client/cli/message_json.h"
#include "sync_protocol/messages.h"

namespace minsync {
namespace {

struct InspectOptions {
  std::string file;
};

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(FaultKind::bad_input, "exchange.no_such_file", {path});
  if (size > kMaxAnswerBytes) return fail(FaultKind::bad_input, "client.not_a_message");
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
    return fail(FaultKind::failed, "exchange.cannot_read", {path});
  }
  return bytes;
}

Result<int> run(Context& context, const InspectOptions& options) {
  MINSYNC_ASSIGN(const FormCatalogue* forms, context.known_forms());
  MINSYNC_ASSIGN(const auto bytes, read_file(options.file));
  MINSYNC_ASSIGN(auto message, message_json(*forms, bytes));
  message["bytes"] = bytes.size();
  context.print_json(message);
  return kDone;
}

}  // namespace

void add_inspect(Commands& commands) {
  auto options = std::make_shared<InspectOptions>();
  auto* command = commands.add(commands.app, "inspect", "client.about_inspect");
  command->add_option("FILE", options->file, commands.context.text("client.about_file"))->required();
  commands.on(command, options, run);
}

}  // namespace minsync
