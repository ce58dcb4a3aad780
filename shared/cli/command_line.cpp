#include "shared/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace minsync {
namespace {

const CLI::App* chosen_command(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return command;
}

std::string full_name(const CLI::App* command) {
  std::string name = command->get_name();
  for (const auto* parent = command->get_parent(); parent != nullptr; parent = parent->get_parent()) {
    name = parent->get_name() + " " + name;
  }
  return name;
}

std::string words_below(const CLI::App& program, const CLI::App* command) {
  std::string words;
  for (; command != &program && command != nullptr; command = command->get_parent()) {
    words = command->get_name() + (words.empty() ? "" : " ") + words;
  }
  return words;
}

void add_commands_below(const CLI::App& program, const CLI::App* app, std::vector<std::string>& names) {
  const auto below = app->get_subcommands([](const CLI::App*) { return true; });
  if (below.empty()) names.push_back(words_below(program, app));
  for (const auto* command : below) add_commands_below(program, command, names);
}

UsageError usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto* command = chosen_command(app);
  UsageError out;
  out.text = error.what();
  out.command = full_name(command);
  out.unknown = app.remaining(true);
  for (const auto* below : command->get_subcommands([](const CLI::App*) { return true; })) {
    out.below_command.push_back(below->get_name());
  }
  if (error.get_name() == "RequiredError") out.missing = out.text.substr(0, out.text.find(" is required"));
  return out;
}

}  // namespace

CommandOption CommandOption::required() {
  option_->required();
  return *this;
}

CommandOption CommandOption::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

CommandOption CommandOption::range(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

CommandOption CommandOption::range(std::size_t least, std::size_t most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

CommandOption CommandOption::one_of(std::initializer_list<std::string> values) {
  option_->check(CLI::IsMember(std::vector<std::string>(values)));
  return *this;
}

CommandOption CommandOption::delimiter(char mark) {
  option_->delimiter(mark);
  return *this;
}

Command Command::add_command(const std::string& name, const std::string& about) {
  return Command(app_->add_subcommand(name, about));
}

void Command::require_command() {
  app_->require_subcommand(1);
}

CommandOption Command::add_option(const std::string& names, std::string& value, const std::string& about) {
  return CommandOption(app_->add_option(names, value, about));
}

CommandOption Command::add_option(const std::string& names, std::vector<std::string>& values,
                                  const std::string& about) {
  return CommandOption(app_->add_option(names, values, about));
}

CommandOption Command::add_option(const std::string& names, std::int32_t& value, const std::string& about) {
  return CommandOption(app_->add_option(names, value, about));
}

CommandOption Command::add_option(const std::string& names, std::uint64_t& value, const std::string& about) {
  return CommandOption(app_->add_option(names, value, about));
}

void Command::add_flag(const std::string& names, bool& value, const std::string& about) {
  app_->add_flag(names, value, about);
}

void Command::on_chosen(std::function<void()> work) {
  app_->callback(std::move(work));
}

CommandLine::CommandLine(const std::string& about, const std::string& name)
    : app_(std::make_unique<CLI::App>(about, name)) {
  // Options of the program are also known behind the name of a command.
  app_->fallthrough();
}

CommandLine::~CommandLine() = default;

Command CommandLine::program() {
  return Command(app_.get());
}

void CommandLine::describe_help(const std::string& about) {
  app_->set_help_flag("-h,--help", about);
}

void CommandLine::add_version(const std::string& version) {
  app_->set_version_flag("--version", version);
}

void CommandLine::allow_no_command() {
  app_->require_subcommand(0, 1);
}

CommandLine::Parsed CommandLine::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::Success& asked) {
    std::ostringstream answer;
    app_->exit(asked, answer, answer);
    return {Outcome::answered, answer.str(), {}};
  } catch (const CLI::ParseError& error) {
    return {Outcome::wrong, {}, usage_error(*app_, error)};
  }
  return {Outcome::run, {}, {}};
}

std::string CommandLine::chosen() const {
  return words_below(*app_, chosen_command(*app_));
}

std::vector<std::string> CommandLine::commands() const {
  std::vector<std::string> names;
  add_commands_below(*app_, app_.get(), names);
  return names;
}

std::string CommandLine::help() const {
  return app_->help();
}

}  // namespace minsync
