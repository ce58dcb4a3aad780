#include "shared/page/page_file.h"

#include <algorithm>

namespace minsync {

const PageFile* find_in_page(std::span<const NamedPageFile> page, std::string_view path) {
  const auto found = std::ranges::find(page, path, &NamedPageFile::path);
  return found == page.end() ? nullptr : &found->file;
}

}  // namespace minsync
