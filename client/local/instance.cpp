#include "client/local/instance.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace minsync {
namespace {

std::string text_of(int descriptor) {
  std::array<char, 512> text{};
  const auto size = ::pread(descriptor, text.data(), text.size(), 0);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

Result<Instance> Instance::claim(const std::string& folder) {
  const auto path = (std::filesystem::path(folder) / "serve.lock").string();
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return fail(FaultKind::failed, "common.cannot_write", {path, std::strerror(errno)});
  Instance instance(path, descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return fail(FaultKind::not_allowed, "local.runs_already", {text_of(descriptor)});
  }
  return instance;
}

Instance::Instance(Instance&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Instance::~Instance() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status Instance::tell(const std::string& link) {
  const bool told = ::ftruncate(descriptor_, 0) == 0 &&
                    ::pwrite(descriptor_, link.data(), link.size(), 0) == static_cast<ssize_t>(link.size());
  if (!told) return fail(FaultKind::failed, "common.cannot_write", {path_, std::strerror(errno)});
  return {};
}

}  // namespace minsync
