// SQLite's files sealed: a VFS that stands on the default one. DESIGN.md says what is written and what is noticed.
// Everything but opening belongs to the connection's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "shared/sealing/data_keys.h"

struct sqlite3;

namespace minsync {

// How a database's file is to be opened.
struct SealedOpening {
  std::shared_ptr<const DataKeys> keys;
  std::int64_t lead = 0;  // bytes before the database, of whoever made the file; a multiple of 4096
};

// The VFS's name for sqlite3_open_v2 and for `?vfs=`; registers it the first time.
const char* sealed_vfs();

// While it lives, this thread's next opening of a database through the VFS is this one. (SQLite hands a VFS nothing but
// a name, and names end up in messages: no place for a key.)
class OpenWith {
 public:
  explicit OpenWith(SealedOpening opening);
  ~OpenWith();
  OpenWith(const OpenWith&) = delete;
  OpenWith& operator=(const OpenWith&) = delete;
};

// "file:" and the path as a URI has it; `?name=value` may follow.
std::string file_uri(const std::string& path);

// What a file begins with, at most `most` bytes; nothing if there is none. By SQLite's own file system: a descriptor of
// a database that is opened and closed in any other way takes the locks of the whole process along.
std::string beginning_of(const std::string& path, std::size_t most);

// To be called on a new connection before anything is read or written: leaves the room in each page that sealing takes,
// and refuses the SQL that would write plain text beside (ATTACH, VACUUM INTO) or change the pages' size.
void prepare_sealed(sqlite3* handle);

// Copies a database that is not sealed to a new sealed file (`VACUUM INTO`, so its pages are laid out anew).
// SQLite's code; 0 is success.
int copy_into_sealed(sqlite3* plain, const std::string& path, const SealedOpening& opening);

// Code of a block that does not open; a database, log or journal was damaged or altered.
bool is_seal_broken(int extended_code);

}  // namespace minsync
