// What one file holds, twice: as programs see it, and as the medium holds it for certain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/generator/dice.h"

namespace minsync {

inline constexpr std::uint64_t kSectorBytes = 4096;

// What is left of what was written and not synced.
enum class CrashMode : std::uint8_t {
  clean,           // the process ended, the system lives on: everything written is seen, synced or not
  drop_unsynced,   // power loss: only what was synced
  torn,            // power loss: some of the unsynced sectors, in any order, none of them in part
  torn_in_sector,  // power loss: as torn, and one sector is cut in the middle or filled with noise
};

class FileImage {
 public:
  FileImage() = default;
  // On the medium already.
  explicit FileImage(std::string bytes) : present_(bytes), durable_(std::move(bytes)) {}

  const std::string& present() const { return present_; }
  const std::string& durable() const { return durable_; }

  void write(std::uint64_t offset, std::string_view bytes);
  void truncate(std::uint64_t size);
  void sync();
  // As the system does after a failed sync: what was written stays to be seen, but is never written out any more.
  void give_up_unsynced();
  // The same, but an arbitrary part of it had reached the medium.
  void give_up_unsynced(Dice& dice);
  void crash(CrashMode mode, Dice& dice);

  // The medium and what is seen of it change behind everybody's back. Outside of the file nothing happens.
  void flip_bit(std::uint64_t bit);
  void fill(std::uint64_t offset, std::uint64_t size, char with);
  void cut(std::uint64_t size);

 private:
  struct Change {
    std::uint64_t offset = 0;  // the new size in a truncation
    std::string bytes;
    bool truncation = false;
  };
  std::vector<Change> in_sectors() const;
  void survive_some(Dice& dice, bool in_sector);

  std::string present_, durable_;
  std::vector<Change> unsynced_;
};

}  // namespace minsync
