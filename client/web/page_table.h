// The files of the local page: generated with it, empty in a program without it.
#pragma once

#include <span>

#include "shared/page/page_file.h"

namespace minsync {

std::span<const NamedPageFile> local_page_table();

}  // namespace minsync
