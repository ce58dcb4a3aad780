#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/message_json.h"
#include "shared/crypto/cms.h"
#include "shared/crypto/sealed_bundle.h"
#include "shared/files/whole_file.h"
#include "sync_protocol/bundle.h"

namespace minsync {
namespace {

struct InspectOptions {
  std::string file;
  bool reveal = false;
};

// A bundle shows what is in it to whom it is sealed for; to others how large it is.
Result<Json> sealed_json(Context& context, const FormCatalogue& forms, const std::string& file, Disclosure disclosure) {
  auto* store = context.store().value_or(nullptr);
  if (store == nullptr) return Json{{"message", "sealed_bundle"}};
  MINSYNC_ASSIGN(const auto key, store->device_key());
  const auto bundle = unseal_bundle(key, file);
  if (!bundle && bundle.error().kind == FaultKind::not_allowed) return Json{{"message", "sealed_bundle"}};
  if (!bundle) return fail(bundle.error());
  return message_json(forms, bundle->content, disclosure);
}

Result<int> run(Context& context, const InspectOptions& options) {
  MINSYNC_ASSIGN(const FormCatalogue* forms, context.known_forms());
  MINSYNC_ASSIGN(const auto bytes, read_whole(options.file, kMaxBundleBytes));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(options.reveal, {"inspect", options.file, 1}));
  MINSYNC_ASSIGN(auto message, is_cms_envelope(bytes) ? sealed_json(context, *forms, bytes, disclosure)
                                                      : message_json(*forms, bytes, disclosure));
  message["bytes"] = bytes.size();
  context.print_json(message);
  return kDone;
}

}  // namespace

void add_inspect(Commands& commands) {
  auto options = std::make_shared<InspectOptions>();
  auto command = commands.add(commands.program, "inspect", "client.about_inspect");
  command.add_option("FILE", options->file, commands.context.text("client.about_file")).required();
  command.add_flag("--reveal", options->reveal, commands.context.text("client.about_reveal"));
  commands.on(command, options, run);
}

}  // namespace minsync
