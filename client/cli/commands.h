// The commands of minsync, one file each. Every add_… puts its command with its options on the command line; the chosen
// one leaves its work in `Commands::run`, which gives the exit code.
#pragma once

#include <functional>

#include "client/cli/context.h"
#include "shared/cli/command_line.h"

namespace minsync {

struct Commands {
  Command program;
  Context& context;
  std::function<Result<int>()> run;

  // A command with its one-line description from the catalogue.
  Command add(Command parent, const std::string& name, std::string_view about) {
    return parent.add_command(name, context.text(about));
  }
  // What `command` does, with its own copy of the options that the parser fills in.
  template <typename Options>
  void on(Command command, const std::shared_ptr<Options>& options, Result<int> (*work)(Context&, const Options&)) {
    command.on_chosen([this, options, work] { run = [this, options, work] { return work(context, *options); }; });
  }
};

// --passphrase-file and --key-file.
void add_secret_options(Command command, Context& context);

void add_enrol(Commands& commands);
void add_device(Commands& commands);
void add_form(Commands& commands);
void add_new(Commands& commands);
void add_edit(Commands& commands);
void add_attach(Commands& commands);
void add_fetch(Commands& commands);
void add_delete(Commands& commands);
void add_transition(Commands& commands);
void add_show(Commands& commands);
void add_list(Commands& commands);
void add_import(Commands& commands);
void add_export(Commands& commands);
void add_sync(Commands& commands);
void add_status(Commands& commands);
void add_receipts(Commands& commands);
void add_conflict(Commands& commands);
void add_rescued(Commands& commands);
void add_bundle(Commands& commands);
void add_inspect(Commands& commands);
void add_digest(Commands& commands);
void add_backup(Commands& commands);
void add_restore(Commands& commands);
void add_seal(Commands& commands);
void add_audit(Commands& commands);
void add_support_bundle(Commands& commands);
void add_doctor(Commands& commands);
void add_config(Commands& commands);
void add_user(Commands& commands);
void add_unlock(Commands& commands);
void add_lock(Commands& commands);
void add_serve(Commands& commands);

}  // namespace minsync
