// Changesets of SQLite's session extension: recorded, packed, sent, applied.
#pragma once

#include <string>

#include "tests/benchmarks/peers/changeset/plain_rows.h"

namespace minsync::peer {

// What is changed from now on.
class Recording {
 public:
  explicit Recording(sqlite3* handle);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  std::string changeset();

 private:
  sqlite3_session* session_ = nullptr;
};

std::string packed(const std::string& bytes);  // zstd -3
std::string unpacked(const std::string& bytes);

// In one transaction, durable when it returns. Where both changed a value, the changeset's stands. Returns how many
// rows were found other than the changeset's author saw them.
int apply(PlainTable& table, std::string changeset);

}  // namespace minsync::peer
