#include "client/web/page_files.h"

#include <algorithm>

#include "client/web/page_table.h"

namespace minsync {

const PageFile* find_page_file(std::string_view path) {
  const auto table = page_table();
  const auto found = std::ranges::find(table, path, &NamedPageFile::path);
  return found == table.end() ? nullptr : &found->file;
}

}  // namespace minsync
