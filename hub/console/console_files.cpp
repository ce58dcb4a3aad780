#include "hub/console/console_files.h"

namespace minsync {

const ConsoleFile* find_console_file(std::string_view) {
  return nullptr;
}

}  // namespace minsync
