// One file that SQLite has open, on the file of the file system below. Private to this folder. The functions are
// SQLite's sqlite3_io_methods and return its codes; sqlite.org/c3ref/io_methods says what each means.
#pragma once

#include <sqlite3.h>

#include <array>
#include <memory>
#include <vector>

#include "shared/sealing/data_keys.h"
#include "shared/sealing/sealed_vfs.h"

namespace minsync {

inline constexpr int kPage = 4096;                                        // of every sealed database
inline constexpr int kPageText = kPage - static_cast<int>(kTrailerSize);  // the trailer takes the reserved bytes

// A file of the VFS below; closes it.
class FileBelow {
 public:
  FileBelow() = default;
  FileBelow(const FileBelow&) = delete;
  FileBelow& operator=(const FileBelow&) = delete;
  ~FileBelow() { close(); }

  int open(sqlite3_vfs* vfs, const char* name, int flags, int* out_flags);
  void close();
  sqlite3_file* get() const { return file_; }

  int read(std::uint8_t* into, int size, sqlite3_int64 offset) const;
  int write(const std::uint8_t* from, int size, sqlite3_int64 offset) const;
  int size(sqlite3_int64& bytes) const;
  int truncate(sqlite3_int64 bytes) const;
  int sync(int flags) const;
  int sector_size() const;
  int characteristics() const;

 private:
  std::vector<std::max_align_t> memory_;
  sqlite3_file* file_ = nullptr;
};

class SealedFile {
 public:
  SealedFile() = default;
  SealedFile(const SealedFile&) = delete;
  SealedFile& operator=(const SealedFile&) = delete;
  virtual ~SealedFile() = default;

  FileBelow& below() { return below_; }
  virtual const SealedOpening* opening() const { return nullptr; }

  virtual int close() { return SQLITE_OK; }
  virtual int read(std::uint8_t* into, int size, sqlite3_int64 offset) = 0;
  virtual int write(const std::uint8_t* from, int size, sqlite3_int64 offset) = 0;
  virtual int truncate(sqlite3_int64 bytes) = 0;
  virtual int size(sqlite3_int64& bytes) = 0;
  virtual int sync(int flags) { return below_.sync(flags); }
  virtual int sector_size() const { return below_.sector_size(); }

 protected:
  FileBelow below_;
};

std::unique_ptr<SealedFile> make_page_file(SealedOpening opening);                 // the database itself
std::unique_ptr<SealedFile> make_log_file(const SealedOpening& database);          // its WAL
std::unique_ptr<SealedFile> make_rollback_journal(const SealedOpening& database);  // in the other journal modes
std::unique_ptr<SealedFile> make_scratch_file();                                   // what SQLite needs for a moment

bool all_zero(ConstBytes bytes);

}  // namespace minsync
