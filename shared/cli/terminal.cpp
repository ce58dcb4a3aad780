#include "shared/cli/terminal.h"

#include <unistd.h>

namespace minsync {

bool at_terminal() {
  return isatty(STDIN_FILENO) == 1;
}

WithoutEcho::WithoutEcho() {
  if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
  changed_ = true;
  termios quiet = before_;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
}

WithoutEcho::~WithoutEcho() {
  if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

}  // namespace minsync
