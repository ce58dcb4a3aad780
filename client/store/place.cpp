#include "client/store/place.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace minsync {
namespace {

std::string first_line(const char* path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

std::string place_of(const std::string& path) {
  struct stat file{};
  const bool found = stat(path.c_str(), &file) == 0;
  std::error_code error;
  const auto absolute = std::filesystem::canonical(path, error).string();
  return first_line("/etc/machine-id") + '|' + first_line("/proc/sys/kernel/random/boot_id") + '|' + absolute + '|' +
         (found ? std::to_string(file.st_dev) + ':' + std::to_string(file.st_ino) : std::string());
}

}  // namespace minsync
