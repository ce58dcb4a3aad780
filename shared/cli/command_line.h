// The command line of a program: subcommands with their options, and what a user's words come to. CLI11 stands behind
// it in one file, because its templates cost seconds of compile time wherever they are seen.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace minsync {

// An option or argument of a command. Like `Command` it is a reference: valid as long as its `CommandLine`.
class CommandOption {
 public:
  explicit CommandOption(CLI::Option* option) : option_(option) {}

  CommandOption required();
  // What help shows for the value instead of its type.
  CommandOption type_name(const std::string& name);
  // Bounds are included. Help and faults name the type of the bounds.
  CommandOption range(int least, int most);
  CommandOption range(std::size_t least, std::size_t most);
  CommandOption one_of(std::initializer_list<std::string> values);
  // One word may hold several values with `mark` between them.
  CommandOption delimiter(char mark);

 private:
  CLI::Option* option_;
};

// The program itself or a command below it.
class Command {
 public:
  explicit Command(CLI::App* app) : app_(app) {}

  Command add_command(const std::string& name, const std::string& about);
  // At least one command has to be chosen below this one, and not more.
  void require_command();
  // `names` as "-o,--output" for an option, "FILE" for an argument in its place. `value` has to live until the command
  // line was parsed; it stays as it is if the option is not given.
  CommandOption add_option(const std::string& names, std::string& value, const std::string& about = {});
  CommandOption add_option(const std::string& names, std::vector<std::string>& values, const std::string& about = {});
  CommandOption add_option(const std::string& names, std::int32_t& value, const std::string& about = {});
  CommandOption add_option(const std::string& names, std::uint64_t& value, const std::string& about = {});
  void add_flag(const std::string& names, bool& value, const std::string& about = {});
  // Called while the command line is parsed, if this command was chosen.
  void on_chosen(std::function<void()> work);

 private:
  CLI::App* app_;
};

// What is wrong with the words of a command line.
struct UsageError {
  std::string text;  // in CLI11's English
  // The required option or argument that is missing, "" if the fault is another.
  std::string missing;
  std::string command;                     // the chosen one with its parents: "minsync form show"
  std::vector<std::string> below_command;  // names of the commands that can follow it
  std::vector<std::string> unknown;        // words that nothing could be done with
};

class CommandLine {
 public:
  // `name` stands in help; if it is "", the name by which the program was called does.
  CommandLine(const std::string& about, const std::string& name);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command program();
  // Otherwise help has CLI11's description, and there is no --version.
  void describe_help(const std::string& about);
  void add_version(const std::string& version);
  // At most one command may be chosen; none is no fault. `Command::require_command` asks for one.
  void allow_no_command();

  enum class Outcome {
    run,       // the chosen command's work may begin
    answered,  // the user asked for help or the version: print `answer`
    wrong,     // as `error` says
  };
  struct Parsed {
    Outcome outcome;
    std::string answer;
    UsageError error;
  };
  Parsed parse(int argc, char** argv);
  // Of the chosen command, else of the program.
  std::string help() const;
  // The chosen command with its parents, without the program: "form show".
  std::string chosen() const;
  // All commands that do something, in the same words.
  std::vector<std::string> commands() const;

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace minsync
