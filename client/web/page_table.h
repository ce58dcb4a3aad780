// The files of the built page, in the order of their paths: generated with the page, empty in a program without it.
#pragma once

#include <span>

#include "client/web/page_files.h"

namespace minsync {

struct NamedPageFile {
  std::string_view path;
  PageFile file;
};

std::span<const NamedPageFile> page_table();

}  // namespace minsync
