// The database. Page n stands where SQLite puts it, behind the lead. Its last 32 bytes, which SQLite leaves free, are
// the trailer; all before them is sealed, bound to the page's number. Page 1 begins with kMark instead of SQLite's own
// 16 bytes. The page at 1 GiB is SQLite's for locks and never holds anything.
#include <algorithm>
#include <cstring>

#include "shared/sealing/sealed_file.h"

namespace minsync {
namespace {

constexpr char kMark[] = "minsync sealed 1";  // 16 letters
constexpr char kPlainMark[] = "SQLite format 3";
constexpr int kMarkSize = 16;
constexpr sqlite3_int64 kLockPage = (1 << 30) / kPage;  // counted from 0

// What of the header SQLite reads before it has a lock, when the page may be half written: only what never changes.
constexpr std::array<std::uint8_t, 8> kFixed = {kPage >> 8, 0, 2, 2, kTrailerSize, 64, 32, 32};

class PageFile final : public SealedFile {
 public:
  explicit PageFile(SealedOpening opening) : opening_(std::move(opening)), sealer_(*opening_.keys, "minsync page") {}

  const SealedOpening* opening() const override { return &opening_; }

  int read(std::uint8_t* into, int size, sqlite3_int64 offset) override {
    if (size == kPage && offset % kPage == 0) return read_page(into, offset / kPage);
    if (offset == 0) return read_header(into, size);
    return read_part(into, size, offset);
  }

  int write(const std::uint8_t* from, int size, sqlite3_int64 offset) override {
    if (size != kPage || offset % kPage != 0) return SQLITE_IOERR_WRITE;
    const auto page = offset / kPage;
    // Another size of pages, or none of the room that sealing takes.
    if (page == 0 && (from[16] != kPage >> 8 || from[17] != 0 || from[20] != kTrailerSize)) return SQLITE_IOERR_WRITE;
    return write_page(from, page);
  }

  int truncate(sqlite3_int64 bytes) override { return below_.truncate(bytes + opening_.lead); }

  int size(sqlite3_int64& bytes) override {
    const int code = below_.size(bytes);
    bytes = std::max<sqlite3_int64>(0, bytes - opening_.lead);
    return code;
  }

  // A journal's header fills a sector, which is a block of the sealed journal.
  int sector_size() const override { return kPage; }

 private:
  static int mark_of(sqlite3_int64 page) { return page == 0 ? kMarkSize : 0; }

  int read_header(std::uint8_t* into, int size) {
    sqlite3_int64 bytes = 0;
    const int code = this->size(bytes);
    std::memset(into, 0, static_cast<std::size_t>(size));
    if (code != SQLITE_OK) return code;
    if (bytes == 0) return SQLITE_IOERR_SHORT_READ;
    std::array<std::uint8_t, kMarkSize> mark{};
    const int got = below_.read(mark.data(), kMarkSize, opening_.lead);
    if (got != SQLITE_OK && got != SQLITE_IOERR_SHORT_READ) return got;
    // Taken for sealed although its first page may be broken: the log may have it whole.
    if (std::memcmp(mark.data(), kPlainMark, kMarkSize) == 0) return SQLITE_NOTADB;
    std::array<std::uint8_t, kMarkSize + kFixed.size()> header{};
    std::memcpy(header.data(), kPlainMark, kMarkSize);
    std::ranges::copy(kFixed, header.begin() + kMarkSize);
    std::copy_n(header.begin(), std::min<std::size_t>(header.size(), static_cast<std::size_t>(size)), into);
    return SQLITE_OK;
  }

  int read_part(std::uint8_t* into, int size, sqlite3_int64 offset) {
    const auto begin = static_cast<int>(offset % kPage);
    if (begin + size > kPage) return SQLITE_IOERR_READ;
    const int code = read_page(scratch_.data(), offset / kPage);
    if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ) std::copy_n(scratch_.data() + begin, size, into);
    return code;
  }

  int read_page(std::uint8_t* into, sqlite3_int64 page) {
    const auto offset = opening_.lead + page * kPage;
    const int code = below_.read(into, kPage, offset);
    if (code == SQLITE_IOERR_SHORT_READ) return behind_the_end(into, offset);
    if (code != SQLITE_OK) return code;
    if (page == kLockPage) {
      std::memset(into, 0, kPage);
      return SQLITE_OK;
    }
    return open_page(into, page) ? SQLITE_OK : SQLITE_IOERR_DATA;
  }

  // A page that is there in part was cut.
  int behind_the_end(std::uint8_t* into, sqlite3_int64 offset) const {
    sqlite3_int64 bytes = 0;
    const int code = below_.size(bytes);
    if (code != SQLITE_OK) return code;
    std::memset(into, 0, kPage);
    return bytes <= offset ? SQLITE_IOERR_SHORT_READ : SQLITE_IOERR_DATA;
  }

  bool open_page(std::uint8_t* at, sqlite3_int64 page) {
    const int mark = mark_of(page);
    if (mark > 0 && std::memcmp(at, kMark, kMarkSize) != 0) return false;
    const Bytes sealed(at + mark, static_cast<std::size_t>(kPage - mark));
    const auto bound = place_bytes(static_cast<std::uint64_t>(page) + 1);
    if (!sealer_.open(sealed, sealed.first(sealed.size() - kTrailerSize), bound)) return false;
    if (mark > 0) std::memcpy(at, kPlainMark, kMarkSize);
    // SQLite's own checksums and copies go over these bytes too: they are always zeros to it.
    std::memset(at + kPageText, 0, kTrailerSize);
    return true;
  }

  int write_page(const std::uint8_t* from, sqlite3_int64 page) {
    if (!all_zero({from + kPageText, kTrailerSize})) return SQLITE_IOERR_WRITE;
    const int mark = mark_of(page);
    if (mark > 0) std::memcpy(scratch_.data(), kMark, kMarkSize);
    const Bytes sealed(scratch_.data() + mark, static_cast<std::size_t>(kPage - mark));
    sealer_.seal({from + mark, static_cast<std::size_t>(kPageText - mark)}, sealed,
                 place_bytes(static_cast<std::uint64_t>(page) + 1));
    return below_.write(scratch_.data(), kPage, opening_.lead + page * kPage);
  }

  SealedOpening opening_;
  BlockSealer sealer_;
  std::array<std::uint8_t, kPage> scratch_{};
};

}  // namespace

std::unique_ptr<SealedFile> make_page_file(SealedOpening opening) {
  return std::make_unique<PageFile>(std::move(opening));
}

}  // namespace minsync
