#include "hub/console/console_files.h"

#include "hub/web/page_table.h"

namespace minsync {

const PageFile* find_console_file(std::string_view path) {
  return find_in_page(console_page_table(), path);
}

}  // namespace minsync
