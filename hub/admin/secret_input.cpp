#include "hub/admin/secret_input.h"

#include <iostream>

#include "hub/users/passwords.h"
#include "shared/cli/terminal.h"
#include "shared/crypto/key_file.h"

namespace minsync {
namespace {

// Longer than any password may be, so that what is too long is seen to be.
constexpr std::size_t kLongestLine = 4 * kLongestPassword;

std::string read_line() {
  std::string line;
  for (char c = 0; line.size() < kLongestLine && std::cin.get(c) && c != '\n';) line += c;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

Result<std::string> read_password(const HubContext& context, const std::string& file, std::string_view question) {
  std::string line;
  if (!file.empty() && file != "-") {
    MINSYNC_ASSIGN(line, read_key_file(file, kLongestLine));
    line.resize(std::min(line.size(), line.find_first_of("\r\n")));
  } else if (at_terminal()) {
    std::cerr << context.text(question) << std::flush;
    const WithoutEcho quiet;
    line = read_line();
    std::cerr << '\n';
  } else {
    line = read_line();
  }
  if (line.empty()) return fail(FaultKind::usage, "users.no_password");
  return normalise(line);
}

std::string ask_line(const HubContext& context, std::string_view question) {
  if (!at_terminal()) return {};
  std::cerr << context.text(question) << std::flush;
  return read_line();
}

}  // namespace minsync
