#include "client/cli/program.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "client/cli/commands.h"
#include "shared/forms/nearest.h"
#include "shared/logging/log.h"

namespace minsync {
namespace {

// The language and the folder are needed before the command line can be read: descriptions and faults are in it.
std::string option_before(int argc, char** argv, std::string_view name) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--") break;
    if (arg == name && i + 1 < argc) return argv[i + 1];
    if (arg.starts_with(name) && arg.substr(name.size()).starts_with('=')) {
      return std::string(arg.substr(name.size() + 1));
    }
  }
  return {};
}

std::string data_folder(const std::string& option) {
  if (!option.empty()) return option;
  if (const auto named = process_environment("MINSYNC_DATA"); named && !named->empty()) return *named;
  const auto home = process_environment("HOME");
  return (std::filesystem::path(home ? *home : ".") / ".minsync").string();
}

void add_global_options(CommandLine& line, Context& context) {
  auto program = line.program();
  program.add_option("--data", context.data, context.text("client.about_data")).type_name("DIR");
  program.add_option("--lang", context.lang, context.text("client.about_lang")).type_name("zh|en");
  program.add_flag("--json", context.json, context.text("client.about_json"));
  add_secret_options(program, context);
  line.describe_help(context.text("client.about_help"));
  line.add_version("minsync 0.1.0");
  line.allow_no_command();
}

void add_all(Commands& commands) {
  for (const auto add :
       {add_enrol,          add_device,  add_form,   add_new,     add_edit,   add_attach,  add_fetch,  add_delete,
        add_transition,     add_show,    add_list,   add_import,  add_export, add_sync,    add_status, add_receipts,
        add_conflict,       add_rescued, add_bundle, add_inspect, add_backup, add_restore, add_seal,   add_audit,
        add_support_bundle, add_digest,  add_doctor, add_config,  add_user,   add_unlock,  add_lock,   add_serve}) {
    add(commands);
  }
}

// What is wrong with the command line, in the user's words.
Fault usage_fault(const UsageError& error) {
  const auto help = error.command + " --help";
  if (!error.unknown.empty() && !error.below_command.empty()) {
    const auto& word = error.unknown.front();
    return {FaultKind::usage, "client.unknown_command", {word, nearest_names(word, error.below_command, 3)}, {}};
  }
  if (!error.unknown.empty()) {
    return {FaultKind::usage, "client.unknown_argument", {error.unknown.front(), help}, {}};
  }
  if (!error.missing.empty()) return {FaultKind::usage, "client.missing_argument", {error.missing, help}, {}};
  return {FaultKind::usage, "client.bad_argument", {error.text, help}, {}};
}

int report(Context& context, const Fault& fault) {
  context.note(say(context.language(), fault));
  log(LogLevel::error, fault.id);
  return static_cast<int>(fault.kind);
}

int run_chosen(const CommandLine& line, Commands& commands) {
  if (!commands.run) {
    std::cout << line.help();
    return static_cast<int>(FaultKind::usage);
  }
  auto secrets = read_secrets(commands.context.secrets);
  if (!secrets) return report(commands.context, secrets.error());
  use_secrets(*std::move(secrets));
  const auto done = commands.run();
  if (!done) return report(commands.context, done.error());
  if (const auto flushed = commands.context.flush(); !flushed) return report(commands.context, flushed.error());
  return *done;
}

int parse_and_run(CommandLine& line, Commands& commands, int argc, char** argv) {
  const auto parsed = line.parse(argc, argv);
  switch (parsed.outcome) {
    case CommandLine::Outcome::answered:
      std::cout << parsed.answer;
      return kDone;
    case CommandLine::Outcome::wrong:
      return report(commands.context, usage_fault(parsed.error));
    case CommandLine::Outcome::run:
      break;
  }
  return run_chosen(line, commands);
}

}  // namespace

int run_client(int argc, char** argv, const std::atomic<bool>& cancel) {
  Context context;
  context.cancel = &cancel;
  context.lang = option_before(argc, argv, "--lang");
  context.data = data_folder(option_before(argc, argv, "--data"));
  if (const auto settings = context.read_settings(); !settings) return report(context, settings.error());
  // A log exists from enrolment on; what fails before is told on the screen.
  if (std::filesystem::exists(std::filesystem::path(context.data) / "client.db")) {
    (void)open_log(context.data, log_level(context.config().text("log.level")));
  }
  CommandLine line(context.text("client.about"), "minsync");
  add_global_options(line, context);
  Commands commands{line.program(), context, {}};
  add_all(commands);
  const int code = parse_and_run(line, commands, argc, argv);
  close_log();
  return code;
}

}  // namespace minsync
