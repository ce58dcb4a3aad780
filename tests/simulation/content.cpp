#include "tests/simulation/content.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace minsync::simulation {

namespace fs = std::filesystem;

ContentImage content_in(const std::string& folder) {
  ContentImage image;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    std::ifstream in(entry.path(), std::ios::binary);
    image[entry.path().filename().string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return image;
}

void put_content(const std::string& folder, const ContentImage& image) {
  fs::remove_all(folder);
  if (image.empty()) return;
  fs::create_directories(folder);
  for (const auto& [name, bytes] : image) std::ofstream(fs::path(folder) / name, std::ios::binary) << bytes;
}

std::string photo(int number) {
  constexpr int kSmallest = 700;
  std::string bytes;
  for (int i = 0; i < kSmallest * (number + 1); ++i) {
    bytes += static_cast<char>((i * 31 + number * 7 + i / 251) & 0xff);
  }
  return bytes;
}

}  // namespace minsync::simulation
