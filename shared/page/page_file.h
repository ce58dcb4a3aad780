// The files of a built page, which are part of the program that serves them (shared/page/CMakeLists.txt).
#pragma once

#include <span>
#include <string_view>

namespace minsync {

struct PageFile {
  std::string_view bytes;         // as long as the program runs
  std::string_view content_type;  // as the header says it
  bool gzipped = false;           // `bytes` are compressed; no other version is there
};

struct NamedPageFile {
  std::string_view path;  // "/index.html", "/assets/…" (named by their content, so that they may be kept for ever)
  PageFile file;
};

// nullptr for a path that is none of the page's.
const PageFile* find_in_page(std::span<const NamedPageFile> page, std::string_view path);

}  // namespace minsync
