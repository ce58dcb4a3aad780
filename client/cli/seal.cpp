#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/search/search_index.h"
#include "client/sync/own_key.h"
#include "shared/cli/seal_words.h"
#include "shared/sealing/conversion.h"

namespace minsync {
namespace {

constexpr const char* kDatabase = "client.db";

struct SealOptions {
  NamedSecrets next;
  bool machine = false;
};

SealedFolder folder_of(const Context& context) {
  SealedFolder folder{context.data, kDatabase, {kDeviceKey}};
  // Those of a change that broke off.
  for (const char* name : {kNextKey, kKeyToEnrol}) {
    if (std::filesystem::exists(std::filesystem::path(context.data) / name)) folder.key_files.emplace_back(name);
  }
  return folder;
}

Result<int> tell(Context& context, const std::string& recovery_code) {
  MINSYNC_ASSIGN(const auto state, seal_state(context.data, kDatabase));
  if (context.json) {
    Json document = seal_json(state);
    if (!recovery_code.empty()) document["recovery_code"] = recovery_code;
    context.print_json(document);
    return kDone;
  }
  context.print(say(context.language(), state));
  if (!recovery_code.empty()) context.note(context.text("sealing.recovery_code", {recovery_code}));
  return kDone;
}

Result<int> status(Context& context, const SealOptions&) {
  return tell(context, {});
}

// Keys and the recovery code open everything. Where the store does not open, by a seal that was broken off say, there
// is nobody to ask, and nothing to protect from whom.
Status for_admin(Context& context) {
  const auto asked = context.admin();
  context.close_store();
  if (!asked && asked.error().kind == FaultKind::not_allowed && asked.error().id.starts_with("clerks.")) {
    return fail(asked.error());
  }
  return {};
}

Result<int> seal_on(Context& context, const SealOptions&) {
  MINSYNC_TRY(for_admin(context));
  MINSYNC_ASSIGN(const auto own, read_secrets(context.secrets));
  MINSYNC_ASSIGN(const auto code, seal_folder(folder_of(context), own));
  // Nobody has the folder open now. It is made anew, sealed.
  SearchIndex::remove(context.data);
  return tell(context, code);
}

Result<int> rotate(Context& context, const SealOptions& options) {
  MINSYNC_TRY(for_admin(context));
  MINSYNC_ASSIGN(const auto own, next_secrets(context.data, context.secrets, options.next, options.machine));
  MINSYNC_ASSIGN(const auto code, renew_seal(folder_of(context), own));
  SearchIndex::remove(context.data);
  return tell(context, code);
}

Result<int> recovery(Context& context, const SealOptions&) {
  MINSYNC_TRY(for_admin(context));
  MINSYNC_ASSIGN(const auto code, renew_recovery_code(context.data));
  return tell(context, code);
}

}  // namespace

void add_secret_options(Command command, Context& context) {
  command.add_option("--passphrase-file", context.secrets.passphrase_file, context.text("sealing.about_passphrase"));
  command.add_option("--key-file", context.secrets.key_file, context.text("sealing.about_key_file"));
}

void add_seal(Commands& commands) {
  auto& context = commands.context;
  auto seal = commands.add(commands.program, "seal", "sealing.about");
  seal.require_command();
  const auto options = std::make_shared<SealOptions>();
  commands.on(commands.add(seal, "status", "sealing.about_status"), options, status);
  auto on = commands.add(seal, "on", "sealing.about_on");
  add_secret_options(on, context);
  commands.on(on, options, seal_on);
  auto turn = commands.add(seal, "rotate", "sealing.about_rotate");
  turn.add_option("--new-passphrase-file", options->next.passphrase_file, context.text("sealing.about_new_passphrase"));
  turn.add_option("--new-key-file", options->next.key_file, context.text("sealing.about_new_key_file"));
  turn.add_flag("--machine", options->machine, context.text("sealing.about_machine"));
  commands.on(turn, options, rotate);
  commands.on(commands.add(seal, "recovery", "sealing.about_recovery"), options, recovery);
}

}  // namespace minsync
