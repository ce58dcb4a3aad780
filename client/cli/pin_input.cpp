#include "client/cli/pin_input.h"

#include <iostream>

#include "shared/cli/terminal.h"
#include "shared/files/whole_file.h"

namespace minsync {
namespace {

constexpr std::size_t kMostFileBytes = 4096;

Result<std::string> ask(const Context& context, std::string_view question) {
  if (!at_terminal()) return fail(FaultKind::usage, "clerks.pin_from_where");
  std::cerr << context.text(question) << std::flush;
  std::string line;
  {
    const WithoutEcho quiet;
    std::getline(std::cin, line);
  }
  std::cerr << '\n';
  return line;
}

}  // namespace

Result<std::string> read_pin(const Context& context, const std::string& file, std::string_view question) {
  if (file.empty()) return ask(context, question);
  MINSYNC_ASSIGN(auto text, read_whole(file, kMostFileBytes));
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

Result<std::string> read_new_pin(const Context& context, const std::string& file) {
  MINSYNC_ASSIGN(auto pin, read_pin(context, file, "clerks.ask_new_pin"));
  if (!file.empty()) return pin;
  MINSYNC_ASSIGN(const auto again, ask(context, "clerks.ask_again"));
  if (again != pin) return fail(FaultKind::bad_input, "clerks.pins_differ");
  return pin;
}

}  // namespace minsync
