// Seeds: small inputs made by the real encoders, so that the fuzzer begins behind the first checks.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync::fuzz {

class SeedFolder {
 public:
  explicit SeedFolder(std::filesystem::path root) : root_(std::move(root)) {}

  void write(const std::string& target, const std::string& name, std::string_view bytes) const {
    const auto folder = root_ / target;
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / (name + ".seed"), std::ios::binary);
    file << bytes;
    MINSYNC_ASSERT(file.good());
  }

 private:
  std::filesystem::path root_;
};

void write_message_seeds(const SeedFolder& seeds);  // codec, stores, hub
void write_text_seeds(const SeedFolder& seeds);     // what people write: forms, expressions, files, codes

}  // namespace minsync::fuzz
