// This project's SQL, which is SQLite's, in PostgreSQL's words.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

// What INSERT OR REPLACE needs to know of a table.
struct TableShape {
  std::vector<std::string> columns, key;
};
using FindShape = std::function<Result<TableShape>(const std::string& table)>;

// `?` and `?1` become $1, `IS ?` compares with NULL too, INSERT OR REPLACE and OR IGNORE say what they do on a conflict
// of the table's key. Text within quotes is left alone.
Result<std::string> to_postgres(std::string_view sql, const FindShape& shape_of);

// Whether the statement gives rows.
bool gives_rows(std::string_view sql);

}  // namespace minsync
