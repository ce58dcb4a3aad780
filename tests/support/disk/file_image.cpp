#include "tests/support/disk/file_image.h"

#include <algorithm>

namespace minsync {
namespace {

void write_at(std::string& content, std::uint64_t offset, std::string_view bytes) {
  content.resize(std::max<std::size_t>(content.size(), offset + bytes.size()));
  std::ranges::copy(bytes, content.begin() + static_cast<std::ptrdiff_t>(offset));
}

int choose(Dice& dice, std::size_t count) {
  return dice.below(static_cast<int>(count));
}

void fill_with_noise(std::string& content, std::uint64_t sector, Dice& dice) {
  const auto begin = sector * kSectorBytes;
  const auto end = std::min<std::uint64_t>(content.size(), begin + kSectorBytes);
  for (auto i = begin; i < end; ++i) content[i] = static_cast<char>(dice.below(256));
}

// A disk that makes no promise may lose all of a sector that it was writing to when the power went.
void tear(std::string& content, std::uint64_t offset, std::string_view bytes, Dice& dice) {
  if (dice.percent(50)) {
    write_at(content, offset, bytes.substr(0, static_cast<std::size_t>(choose(dice, bytes.size()))));
  } else {
    write_at(content, offset, bytes);
    fill_with_noise(content, offset / kSectorBytes, dice);
  }
}

}  // namespace

void FileImage::write(std::uint64_t offset, std::string_view bytes) {
  write_at(present_, offset, bytes);
  unsynced_.push_back({offset, std::string(bytes), false});
}

void FileImage::truncate(std::uint64_t size) {
  present_.resize(size);
  unsynced_.push_back({size, {}, true});
}

void FileImage::sync() {
  for (const auto& change : unsynced_) {
    change.truncation ? durable_.resize(change.offset) : write_at(durable_, change.offset, change.bytes);
  }
  unsynced_.clear();
}

void FileImage::give_up_unsynced() {
  unsynced_.clear();
}

void FileImage::give_up_unsynced(Dice& dice) {
  survive_some(dice, false);
  unsynced_.clear();
}

void FileImage::crash(CrashMode mode, Dice& dice) {
  if (mode == CrashMode::clean) return;
  if (mode != CrashMode::drop_unsynced) survive_some(dice, mode == CrashMode::torn_in_sector);
  unsynced_.clear();
  present_ = durable_;
}

std::vector<FileImage::Change> FileImage::in_sectors() const {
  std::vector<Change> pieces;
  for (const auto& change : unsynced_) {
    if (change.truncation) pieces.push_back(change);
    for (std::size_t begin = 0; begin < change.bytes.size();) {
      const auto offset = change.offset + begin;
      const auto size = std::min<std::size_t>(kSectorBytes - offset % kSectorBytes, change.bytes.size() - begin);
      pieces.push_back({offset, change.bytes.substr(begin, size), false});
      begin += size;
    }
  }
  return pieces;
}

// Half of the time the disk wrote in order up to some point, otherwise in any order.
void FileImage::survive_some(Dice& dice, bool in_sector) {
  const auto pieces = in_sectors();
  if (pieces.empty()) return;
  const bool in_order = dice.percent(50);
  const auto end = in_order ? static_cast<std::size_t>(choose(dice, pieces.size() + 1)) : pieces.size();
  const int share = in_order ? 100 : dice.between(10, 90);
  const auto torn = static_cast<std::size_t>(choose(dice, end + 1));
  for (std::size_t i = 0; i < end; ++i) {
    if (!dice.percent(share)) continue;
    const auto& piece = pieces[i];
    const bool last = in_order ? i + 1 == end : i == torn;
    if (piece.truncation) {
      durable_.resize(piece.offset);
    } else if (in_sector && last) {
      tear(durable_, piece.offset, piece.bytes, dice);
    } else {
      write_at(durable_, piece.offset, piece.bytes);
    }
  }
}

void FileImage::flip_bit(std::uint64_t bit) {
  for (auto* content : {&present_, &durable_}) {
    if (bit / 8 < content->size()) (*content)[bit / 8] = static_cast<char>((*content)[bit / 8] ^ (1 << bit % 8));
  }
}

void FileImage::fill(std::uint64_t offset, std::uint64_t size, char with) {
  for (auto* content : {&present_, &durable_}) {
    const auto begin = std::min<std::uint64_t>(offset, content->size());
    const auto end = std::min<std::uint64_t>(offset + size, content->size());
    std::fill(content->begin() + static_cast<std::ptrdiff_t>(begin),
              content->begin() + static_cast<std::ptrdiff_t>(end), with);
  }
}

void FileImage::cut(std::uint64_t size) {
  for (auto* content : {&present_, &durable_}) content->resize(std::min<std::uint64_t>(content->size(), size));
}

}  // namespace minsync
