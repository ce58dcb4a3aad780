#include "client/web/page_files.h"

#include "client/web/page_table.h"

namespace minsync {

const PageFile* find_page_file(std::string_view path) {
  return find_in_page(local_page_table(), path);
}

}  // namespace minsync
