// The console page's files, which are part of the program (hub/web).
#pragma once

#include <string_view>

#include "shared/page/page_file.h"

namespace minsync {

// By path behind /console: "/index.html", "/assets/…". nullptr for a path that is none, and for every path of a program
// that was built without the page.
const PageFile* find_console_file(std::string_view path);

}  // namespace minsync
