// The rollback journal, which stands beside a database that is not in WAL mode: while it is made, and while its mode
// changes. After 4096 bytes that begin with its random name follow blocks, each in two sectors of its own, so that one
// torn write never takes two: 4096 bytes of SQLite's journal and how many of them count, sealed, bound to name and
// number. SQLite plays a journal back up to where it ends; a block that was damaged must not look like its end, else a
// rollback done by half would be sealed as if it were good.
#include <algorithm>
#include <cstring>

#include "shared/crypto/crypto.h"
#include "shared/sealing/sealed_file.h"

namespace minsync {
namespace {

constexpr std::size_t kText = kPage + 2;
constexpr int kBlock = static_cast<int>(kText + kTrailerSize);
constexpr sqlite3_int64 kStride = 2 * kPage;
constexpr std::size_t kNameSize = 16;
constexpr sqlite3_int64 kNone = -1;

constexpr std::array<std::uint8_t, 8> kMagic = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
constexpr int kHeader = 28;
constexpr sqlite3_int64 kMostSector = 65536;
constexpr sqlite3_int64 kRecord = kPage + 8;

std::uint32_t number_at(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

class RollbackJournal final : public SealedFile {
 public:
  explicit RollbackJournal(const SealedOpening& database) : sealer_(*database.keys, "minsync journal") {}

  int close() override { return flush(); }

  int read(std::uint8_t* into, int size, sqlite3_int64 offset) override {
    const int loaded = look();
    if (loaded != SQLITE_OK) return loaded;
    if (broken_) return SQLITE_IOERR_DATA;
    return copy_out(into, size, offset);
  }

  int write(const std::uint8_t* from, int size, sqlite3_int64 offset) override {
    int code = look();
    if (code == SQLITE_OK && !named_) code = begin();
    for (auto gap = size_; code == SQLITE_OK && gap < offset; gap = size_) {
      const std::array<std::uint8_t, kPage> zeros{};
      code = put(zeros.data(), gap, offset - gap);
    }
    for (int done = 0; code == SQLITE_OK && done < size;) {
      const auto part = std::min<sqlite3_int64>(size - done, kPage - (offset + done) % kPage);
      code = put(from + done, offset + done, part);
      done += static_cast<int>(part);
    }
    return code;
  }

  int truncate(sqlite3_int64 bytes) override {
    const int code = look();
    if (code != SQLITE_OK) return code;
    if (bytes == 0) {
      named_ = dirty_ = broken_ = false;
      held_ = kNone;
      size_ = 0;
      return below_.truncate(0);
    }
    // SQLite cuts journals to nothing or not at all, but for a limit that we do not set.
    return bytes >= size_ ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
  }

  int size(sqlite3_int64& bytes) override {
    const int code = look();
    bytes = size_;
    return code;
  }

  int sync(int flags) override {
    const int code = flush();
    return code == SQLITE_OK ? below_.sync(flags) : code;
  }

  int sector_size() const override { return kPage; }

 private:
  static sqlite3_int64 offset_of(sqlite3_int64 block) { return kPage + block * kStride; }

  std::array<std::uint8_t, 8 + kNameSize> bound_to(sqlite3_int64 block) const {
    std::array<std::uint8_t, 8 + kNameSize> bound;
    const auto place = place_bytes(static_cast<std::uint64_t>(block));
    std::ranges::copy(name_, std::ranges::copy(place, bound.begin()).out);
    return bound;
  }

  int begin() {
    name_ = random_bytes<kNameSize>();
    named_ = true;
    std::array<std::uint8_t, kPage> first{};
    std::ranges::copy(name_, first.begin());
    return below_.write(first.data(), kPage, 0);
  }

  int copy_out(std::uint8_t* into, int size, sqlite3_int64 offset) {
    const auto there = std::clamp<sqlite3_int64>(size_ - offset, 0, size);
    std::memset(into, 0, static_cast<std::size_t>(size));
    for (sqlite3_int64 done = 0; done < there;) {
      const auto begin = (offset + done) % kPage;
      const auto part = std::min(there - done, kPage - begin);
      const int code = hold((offset + done) / kPage);
      if (code != SQLITE_OK) return code;
      std::copy_n(text_.data() + begin, part, into + done);
      done += part;
    }
    return there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  // Within one block.
  int put(const std::uint8_t* from, sqlite3_int64 offset, sqlite3_int64 most) {
    const auto begin = offset % kPage;
    const auto part = std::min(most, kPage - begin);
    const int code = hold(offset / kPage);
    if (code != SQLITE_OK) return code;
    std::copy_n(from, part, text_.data() + begin);
    dirty_ = true;
    size_ = std::max(size_, offset + part);
    return SQLITE_OK;
  }

  // Makes text_ this block; one that is not there yet is empty. What was held is written.
  int hold(sqlite3_int64 block) {
    if (held_ == block) return SQLITE_OK;
    int code = flush();
    if (code != SQLITE_OK) return code;
    held_ = kNone;
    text_.fill(0);
    if (block * kPage < size_) {
      std::uint32_t used = 0;
      code = load(block, used);
      if (code != SQLITE_OK) return code;
    }
    held_ = block;
    return SQLITE_OK;
  }

  int load(sqlite3_int64 block, std::uint32_t& used) {
    const int code = below_.read(block_.data(), kBlock, offset_of(block));
    if (code == SQLITE_IOERR_SHORT_READ) return SQLITE_IOERR_DATA;
    if (code != SQLITE_OK) return code;
    const Bytes sealed(block_);
    if (!sealer_.open(sealed, sealed.first(kText), bound_to(block))) return SQLITE_IOERR_DATA;
    std::copy_n(block_.data(), kPage, text_.data());
    used = std::uint32_t{block_[kPage]} << 8 | block_[kPage + 1];
    return SQLITE_OK;
  }

  int flush() {
    if (!dirty_) return SQLITE_OK;
    const auto used = std::min<sqlite3_int64>(kPage, size_ - held_ * kPage);
    std::ranges::copy(text_, block_.begin());
    block_[kPage] = static_cast<std::uint8_t>(used >> 8);
    block_[kPage + 1] = static_cast<std::uint8_t>(used);
    const Bytes block(block_);
    sealer_.seal(block.first(kText), block, bound_to(held_));
    const int code = below_.write(block_.data(), kBlock, offset_of(held_));
    dirty_ = code != SQLITE_OK;
    return code;
  }

  // What another process left: how long it is, and whether all is there that it says was synced.
  int look() {
    if (looked_) return SQLITE_OK;
    sqlite3_int64 bytes = 0;
    int code = below_.size(bytes);
    if (code != SQLITE_OK) return code;
    std::array<std::uint8_t, kNameSize> name{};
    if (bytes >= kPage) code = below_.read(name.data(), kNameSize, 0);
    if (code != SQLITE_OK) return code;
    looked_ = true;
    if (bytes < kPage) return SQLITE_OK;
    name_ = name;
    named_ = true;
    code = measure(bytes);
    if (code != SQLITE_OK) looked_ = false;
    return code;
  }

  // Up to the first block that does not open.
  int measure(sqlite3_int64 bytes) {
    for (sqlite3_int64 block = 0; offset_of(block) < bytes; ++block) {
      std::uint32_t used = 0;
      const int code = load(block, used);
      if (code == SQLITE_IOERR_DATA) break;
      if (code != SQLITE_OK) return code;
      size_ = block * kPage + std::min<std::uint32_t>(used, kPage);
    }
    broken_ = false;
    return check_records();
  }

  // A header counts its records only after they were synced: one that is missing was taken away.
  int check_records() {
    for (sqlite3_int64 at = 0; at + kHeader <= size_;) {
      std::array<std::uint8_t, kHeader> header{};
      const int code = copy_out(header.data(), kHeader, at);
      if (code != SQLITE_OK) return code;
      if (!std::equal(kMagic.begin(), kMagic.end(), header.begin())) break;
      // SQLite's header fills a sector: 512 bytes where a torn write spares its neighbours, else what sector_size says.
      const sqlite3_int64 sector = number_at(header.data() + 20);
      if (sector < kHeader || sector > kMostSector) {
        broken_ = true;
        break;
      }
      const auto end = at + sector + number_at(header.data() + 8) * kRecord;
      broken_ = broken_ || end > std::max(size_, at + sector);
      at = (end + sector - 1) / sector * sector;
    }
    return SQLITE_OK;
  }

  BlockSealer sealer_;
  bool looked_ = false, named_ = false, dirty_ = false, broken_ = false;
  std::array<std::uint8_t, kNameSize> name_{};
  sqlite3_int64 size_ = 0;      // of SQLite's journal
  sqlite3_int64 held_ = kNone;  // the block in text_
  std::array<std::uint8_t, kPage> text_{};
  std::array<std::uint8_t, kBlock> block_{};
};

}  // namespace

std::unique_ptr<SealedFile> make_rollback_journal(const SealedOpening& database) {
  return std::make_unique<RollbackJournal>(database);
}

}  // namespace minsync
