// The local page's files, which are part of the program.
#pragma once

#include <string_view>

#include "shared/page/page_file.h"

namespace minsync {

// By path, as shared/page says. nullptr for a path that is none, and for every path of a program that was built without
// the page.
const PageFile* find_page_file(std::string_view path);

}  // namespace minsync
