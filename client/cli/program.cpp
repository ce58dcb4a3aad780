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

void add_global_options(Commands& commands) {
  auto& app = commands.app;
  auto& context = commands.context;
  app.add_option("--data", context.data, context.text("client.about_data"))->type_name("DIR");
  app.add_option("--lang", context.lang, context.text("client.about_lang"))->type_name("zh|en");
  app.add_flag("--json", context.json, context.text("client.about_json"));
  app.set_help_flag("-h,--help", context.text("client.about_help"));
  app.set_version_flag("--version", std::string("minsync 0.1.0"));
  app.fallthrough();
  app.require_subcommand(0, 1);
}

void add_all(Commands& commands) {
  add_global_options(commands);
  for (const auto add :
       {add_enrol,  add_form,    add_new,    add_edit,    add_attach, add_fetch,  add_delete,   add_transition,
        add_show,   add_list,    add_import, add_export,  add_sync,   add_status, add_receipts, add_conflict,
        add_bundle, add_inspect, add_backup, add_restore, add_digest, add_doctor, add_config}) {
    add(commands);
  }
}

CLI::App* chosen_command(CLI::App& app) {
  CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return command;
}

std::string full_name(const CLI::App* command) {
  std::string name = command->get_name();
  for (auto* parent = command->get_parent(); parent != nullptr; parent = parent->get_parent()) {
    name = parent->get_name() + " " + name;
  }
  return name;
}

// What CLI11 found wrong, in the user's words.
Fault usage_fault(CLI::App& app, const CLI::ParseError& error) {
  CLI::App* command = chosen_command(app);
  const auto help = full_name(command) + " --help";
  const auto extras = app.remaining(true);
  if (!extras.empty() && !command->get_subcommands([](const CLI::App*) { return true; }).empty()) {
    std::vector<std::string> known;
    for (const auto* sub : command->get_subcommands([](const CLI::App*) { return true; })) {
      known.push_back(sub->get_name());
    }
    return {FaultKind::usage, "client.unknown_command", {extras.front(), nearest_names(extras.front(), known, 3)}, {}};
  }
  if (!extras.empty()) return {FaultKind::usage, "client.unknown_argument", {extras.front(), help}, {}};
  const std::string_view what = error.what();
  if (error.get_name() == "RequiredError") {
    const auto end = what.find(" is required");
    return {FaultKind::usage, "client.missing_argument", {std::string(what.substr(0, end)), help}, {}};
  }
  return {FaultKind::usage, "client.bad_argument", {std::string(what), help}, {}};
}

int report(Context& context, const Fault& fault) {
  context.note(say(context.language(), fault));
  log(LogLevel::error, fault.id);
  return static_cast<int>(fault.kind);
}

int run_chosen(Commands& commands) {
  if (!commands.run) {
    std::cout << commands.app.help();
    return static_cast<int>(FaultKind::usage);
  }
  const auto done = commands.run();
  if (!done) return report(commands.context, done.error());
  if (const auto flushed = commands.context.flush(); !flushed) return report(commands.context, flushed.error());
  return *done;
}

int parse_and_run(CLI::App& app, Commands& commands, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return report(commands.context, usage_fault(app, error));
  }
  return run_chosen(commands);
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
  CLI::App app(context.text("client.about"), "minsync");
  Commands commands{app, context, {}};
  add_all(commands);
  const int code = parse_and_run(app, commands, argc, argv);
  close_log();
  return code;
}

}  // namespace minsync
