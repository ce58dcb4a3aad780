// The WAL. Its header is clear. A frame, 24 bytes of header and a page, is sealed as one: 24 + 4064 bytes and the
// trailer in place of the page's last 32 bytes, which are always zero. So frames stand where SQLite puts them, and what
// it does against torn sectors holds. A frame is bound to its number; the log's salts are in the seal, since SQLite
// writes them into each frame's header.
#include <algorithm>
#include <cstring>

#include "shared/sealing/sealed_file.h"

namespace minsync {
namespace {

constexpr int kLogHeader = 32, kFrameHeader = 24;
constexpr int kFrame = kFrameHeader + kPage;
constexpr int kFrameText = kFrameHeader + kPageText;
constexpr sqlite3_int64 kNone = -1;

class LogFile final : public SealedFile {
 public:
  explicit LogFile(const SealedOpening& database) : sealer_(*database.keys, "minsync log") {}

  int read(std::uint8_t* into, int size, sqlite3_int64 offset) override {
    if (offset + size <= kLogHeader) return below_.read(into, size, offset);
    const auto [frame, begin] = place_of(offset);
    if (offset < kLogHeader || begin + size > kFrame) return SQLITE_IOERR_READ;
    const int code = load(frame);
    const bool recovering = begin == 0 && size == kFrame;
    if (code == SQLITE_IOERR_DATA && recovering) {
      // A frame that a power loss tore looks like this. To SQLite it has to be the end of the log, not a failure.
      std::memset(into, 0, kFrame);
      return SQLITE_OK;
    }
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
    std::copy_n(frame_.data() + begin, size, into);
    if (recovering && code == SQLITE_OK) read_whole_ = frame;
    return code;
  }

  int write(const std::uint8_t* from, int size, sqlite3_int64 offset) override {
    if (offset + size <= kLogHeader) return write_header(from, size, offset);
    const auto [frame, begin] = place_of(offset);
    if (offset < kLogHeader) return SQLITE_IOERR_WRITE;
    if (begin == 0 && size == kFrameHeader) return begin_frame(from, frame);
    // In two parts where SQLite fills up a sector (see sector_size).
    if (begin == kFrameHeader && (size == kPage || size == kPageText)) return write_page(from, size, frame);
    const bool rest = begin == kFrameText && size == static_cast<int>(kTrailerSize);
    return rest && all_zero({from, kTrailerSize}) ? SQLITE_OK : SQLITE_IOERR_WRITE;
  }

  int truncate(sqlite3_int64 bytes) override {
    forget();
    return below_.truncate(bytes);
  }

  int size(sqlite3_int64& bytes) override { return below_.size(bytes); }

  // Where the file system cannot promise that a torn write spares its neighbours, SQLite repeats the last frame of a
  // commit up to the end of a sector, and syncs in the middle of the repetition. With this size the middle is where the
  // page's free bytes begin, so that each frame is whole, and sealed, before the sync.
  int sector_size() const override { return kFrame; }

 private:
  struct Place {
    sqlite3_int64 frame;
    int begin;
  };
  static Place place_of(sqlite3_int64 offset) {
    return {(offset - kLogHeader) / kFrame, static_cast<int>((offset - kLogHeader) % kFrame)};
  }
  static sqlite3_int64 offset_of(sqlite3_int64 frame) { return kLogHeader + frame * kFrame; }

  void forget() { pending_ = read_whole_ = kNone; }

  int write_header(const std::uint8_t* from, int size, sqlite3_int64 offset) {
    forget();
    // Its page size is in bytes 8 to 11.
    constexpr std::array<std::uint8_t, 4> kSize = {0, 0, kPage >> 8, 0};
    if (offset == 0 && size == kLogHeader && !std::equal(kSize.begin(), kSize.end(), from + 8)) {
      return SQLITE_IOERR_WRITE;
    }
    return below_.write(from, size, offset);
  }

  // SQLite writes a frame's header before its page, but after a spill also headers alone: then it has just read the
  // frame whole.
  int begin_frame(const std::uint8_t* header, sqlite3_int64 frame) {
    const bool alone = read_whole_ == frame;
    std::copy_n(header, kFrameHeader, alone ? frame_.data() : header_.data());
    forget();
    if (alone) return store(frame);
    pending_ = frame;
    return SQLITE_OK;
  }

  int write_page(const std::uint8_t* from, int size, sqlite3_int64 frame) {
    if (size == kPage && !all_zero({from + kPageText, kTrailerSize})) return SQLITE_IOERR_WRITE;
    if (pending_ == frame) {
      std::ranges::copy(header_, frame_.begin());
    } else {
      // A page once more in a transaction that had spilled it: over the old one, under the same header.
      const int code = load(frame);
      if (code != SQLITE_OK) return code;
    }
    forget();
    std::copy_n(from, kPageText, frame_.data() + kFrameHeader);
    return store(frame);
  }

  int load(sqlite3_int64 frame) {
    read_whole_ = kNone;
    const int code = below_.read(frame_.data(), kFrame, offset_of(frame));
    if (code != SQLITE_OK) {
      frame_.fill(0);
      return code;
    }
    const Bytes block(frame_);
    if (!sealer_.open(block, block.first(kFrameText), place_bytes(static_cast<std::uint64_t>(frame)))) {
      return SQLITE_IOERR_DATA;
    }
    std::memset(frame_.data() + kFrameText, 0, kTrailerSize);
    return SQLITE_OK;
  }

  int store(sqlite3_int64 frame) {
    const Bytes block(frame_);
    sealer_.seal(block.first(kFrameText), block, place_bytes(static_cast<std::uint64_t>(frame)));
    return below_.write(frame_.data(), kFrame, offset_of(frame));
  }

  BlockSealer sealer_;
  std::array<std::uint8_t, kFrame> frame_{};
  std::array<std::uint8_t, kFrameHeader> header_{};  // of the frame `pending_`, whose page has not come yet
  sqlite3_int64 pending_ = kNone;
  sqlite3_int64 read_whole_ = kNone;  // stands in frame_, and nothing else happened since
};

}  // namespace

std::unique_ptr<SealedFile> make_log_file(const SealedOpening& database) {
  return std::make_unique<LogFile>(database);
}

}  // namespace minsync
