#include <nlohmann/json.hpp>

#include "hub/admin/context.h"
#include "hub/storage/store_location.h"
#include "shared/cli/seal_words.h"
#include "shared/sealing/conversion.h"

namespace minsync {
namespace {

constexpr const char* kDatabase = "hub.db";

struct RotateOptions {
  NamedSecrets next;
  bool machine = false;
};

SealedFolder folder_of(const HubContext& context) {
  return {context.folder, kDatabase, {"hub.key", "tls.key"}};
}

Status tell(HubContext& context, const std::string& recovery_code) {
  MINSYNC_ASSIGN(const auto location, postgres_location(context.folder));
  MINSYNC_ASSIGN(const auto state, seal_state(context.folder, location ? kStoreFile : kDatabase));
  if (context.json) {
    auto document = seal_json(state);
    if (!recovery_code.empty()) document["recovery_code"] = recovery_code;
    context.print(document);
    return {};
  }
  context.line(say(context.language(), state));
  if (!recovery_code.empty()) context.note(context.text("sealing.recovery_code", {recovery_code}));
  return {};
}

// On PostgreSQL the file that names the database would have to be sealed anew with the keys.
Status on_files_alone(const HubContext& context) {
  MINSYNC_ASSIGN(const auto location, postgres_location(context.folder));
  if (location) return fail(FaultKind::usage, "hub.postgres_no_seal");
  return {};
}

Status seal_on(HubContext& context) {
  MINSYNC_TRY(on_files_alone(context));
  MINSYNC_ASSIGN(const auto own, read_secrets(context.secrets));
  context.close_store();
  MINSYNC_ASSIGN(const auto code, seal_folder(folder_of(context), own));
  MINSYNC_TRY(context.act({AuditAction::sealing_changed, "on", {}}, HubContext::nothing_else));
  return tell(context, code);
}

Status rotate(HubContext& context, const RotateOptions& options) {
  MINSYNC_TRY(on_files_alone(context));
  MINSYNC_ASSIGN(const auto own, next_secrets(context.folder, context.secrets, options.next, options.machine));
  context.close_store();
  MINSYNC_ASSIGN(const auto code, renew_seal(folder_of(context), own));
  MINSYNC_TRY(context.act({AuditAction::sealing_changed, "rotate", {}}, HubContext::nothing_else));
  return tell(context, code);
}

Status recovery(HubContext& context) {
  MINSYNC_ASSIGN(const auto code, renew_recovery_code(context.folder));
  MINSYNC_TRY(context.act({AuditAction::recovery_code_made, "", {}}, HubContext::nothing_else));
  return tell(context, code);
}

void add_rotate(Command seal, HubContext& context) {
  const auto options = std::make_shared<RotateOptions>();
  auto command = seal.add_command("rotate", "new keys of every kind; the hub must not serve");
  command.add_option("--new-passphrase-file", options->next.passphrase_file, "the passphrase from now on");
  command.add_option("--new-key-file", options->next.key_file, "the key file from now on");
  command.add_flag("--machine", options->machine, "from now on this machine opens it, and a new recovery code");
  command.on_chosen(
      [&context, options] { context.command = [&context, options] { return rotate(context, *options); }; });
}

}  // namespace

void add_secret_options(Command command, HubContext& context) {
  command.add_option("--passphrase-file", context.secrets.passphrase_file,
                     "first line: passphrase or recovery code of sealed data (MINSYNC_PASSPHRASE)");
  command.add_option("--key-file", context.secrets.key_file, "key file of sealed data");
}

void add_seal(Command app, HubContext& context) {
  auto seal = app.add_command("seal", "encryption of the data on disk");
  seal.require_command();
  seal.add_command("status", "is it sealed, and what opens it").on_chosen([&context] {
    context.command = [&context] { return tell(context, {}); };
  });
  auto on = seal.add_command("on", "seal a hub that was made unsealed; it must not serve");
  add_secret_options(on, context);
  on.on_chosen([&context] { context.command = [&context] { return seal_on(context); }; });
  add_rotate(seal, context);
  seal.add_command("recovery", "a new recovery code in place of a lost one").on_chosen([&context] {
    context.command = [&context] { return recovery(context); };
  });
}

}  // namespace minsync
