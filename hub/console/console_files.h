// The built page's files, which are part of the program (hub/web).
#pragma once

#include <string_view>

namespace minsync {

struct ConsoleFile {
  std::string_view bytes;         // as long as the program runs
  std::string_view content_type;  // as the header says it
  bool gzipped = false;           // `bytes` are compressed; no other version is there
};

// By path behind /console: "/index.html", "/assets/…" (named by their content, so that they may be kept for ever).
// nullptr for a path that is none, and for every path of a program that was built without the page.
const ConsoleFile* find_console_file(std::string_view path);

}  // namespace minsync
