// The terminal at standard input, where secrets are typed.
#pragma once

#include <termios.h>

namespace minsync {

// Whether somebody sits there.
bool at_terminal();

// What is typed is not shown as long as this lives; without a terminal it does nothing.
class WithoutEcho {
 public:
  WithoutEcho();
  ~WithoutEcho();
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace minsync
