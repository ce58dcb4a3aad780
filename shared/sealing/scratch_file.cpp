// What SQLite writes for a moment (sorting, statement journals, nameless databases): 4096-byte units under a key that
// nobody has. It needs no tags: who could change it could as well change the process.
#include <algorithm>
#include <cstring>

#include "shared/sealing/sealed_file.h"

namespace minsync {
namespace {

class ScratchFile final : public SealedFile {
 public:
  int read(std::uint8_t* into, int size, sqlite3_int64 offset) override {
    const auto there = std::clamp<sqlite3_int64>(size_ - offset, 0, size);
    std::memset(into, 0, static_cast<std::size_t>(size));
    for (sqlite3_int64 done = 0; done < there;) {
      const auto [unit, begin, part] = next(offset + done, there - done);
      const int code = load(unit);
      if (code != SQLITE_OK) return code;
      std::copy_n(unit_.data() + begin, part, into + done);
      done += part;
    }
    return there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  int write(const std::uint8_t* from, int size, sqlite3_int64 offset) override {
    for (sqlite3_int64 gap = size_; gap < offset;) {
      const std::array<std::uint8_t, kPage> zeros{};
      const auto [unit, begin, part] = next(gap, offset - gap);
      const int code = put(unit, begin, zeros.data(), part);
      if (code != SQLITE_OK) return code;
      gap += part;
      size_ = gap;
    }
    for (int done = 0; done < size;) {
      const auto [unit, begin, part] = next(offset + done, size - done);
      const int code = put(unit, begin, from + done, part);
      if (code != SQLITE_OK) return code;
      done += part;
      size_ = std::max(size_, offset + done);
    }
    return SQLITE_OK;
  }

  int truncate(sqlite3_int64 bytes) override {
    size_ = std::min(size_, bytes);
    return below_.truncate((size_ + kPage - 1) / kPage * kPage);
  }

  int size(sqlite3_int64& bytes) override {
    bytes = size_;
    return SQLITE_OK;
  }

 private:
  struct Piece {
    sqlite3_int64 unit;
    int begin, part;
  };
  static Piece next(sqlite3_int64 offset, sqlite3_int64 left) {
    const auto begin = static_cast<int>(offset % kPage);
    return {offset / kPage, begin, static_cast<int>(std::min<sqlite3_int64>(left, kPage - begin))};
  }

  int load(sqlite3_int64 unit) {
    const int code = below_.read(unit_.data(), kPage, unit * kPage);
    if (code == SQLITE_OK) cipher_.decrypt(unit_, static_cast<std::uint64_t>(unit));
    return code;
  }

  int put(sqlite3_int64 unit, int begin, const std::uint8_t* from, int part) {
    if (part < kPage) {
      unit_.fill(0);
      const int code = unit * kPage < size_ ? load(unit) : SQLITE_OK;
      if (code != SQLITE_OK) return code;
    }
    std::copy_n(from, part, unit_.data() + begin);
    cipher_.encrypt(unit_, static_cast<std::uint64_t>(unit));
    return below_.write(unit_.data(), kPage, unit * kPage);
  }

  XtsCipher cipher_;
  sqlite3_int64 size_ = 0;
  std::array<std::uint8_t, kPage> unit_{};
};

}  // namespace

std::unique_ptr<SealedFile> make_scratch_file() {
  return std::make_unique<ScratchFile>();
}

}  // namespace minsync
