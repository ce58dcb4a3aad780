#include "hub/front/front.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

#include "hub/front/child_process.h"
#include "hub/front/haproxy_config.h"
#include "hub/front/listen_address.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kStartLimit{15'000}, kStartStep{10}, kStopGrace{6'000};
constexpr std::size_t kMaxConnections = 4000, kMaxComplaint = 600;
constexpr std::uintmax_t kMaxLog = 1u << 20;

std::optional<std::string> haproxy_path() {
  const char* path = std::getenv("PATH");
  std::string folders = std::string(path ? path : "") + ":/usr/sbin:/usr/local/sbin:";
  for (std::size_t begin = 0, end; (end = folders.find(':', begin)) != folders.npos; begin = end + 1) {
    const std::string candidate = folders.substr(begin, end - begin) + "/haproxy";
    if (end > begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

// HAProxy uses two descriptors a connection and refuses to start when it may not open as many as it is told.
std::size_t possible_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return kMaxConnections;
  const std::size_t files = std::max<std::size_t>(limit.rlim_max, 300);
  return std::min(kMaxConnections, (files - 200) / 2);
}

Status make_private_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return fail(FaultKind::failed, "network.front_file", {folder, error.message()});
  return {};
}

// Replaces the file; nobody but its owner can ever read it.
Status write_private(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0) {
    return fail(FaultKind::failed, "network.front_file", {path, std::strerror(errno)});
  }
  return {};
}

std::uintmax_t size_of(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

// What was logged after `offset`, from its end, in one line.
std::string complaint(const std::string& log, std::uintmax_t offset) {
  std::ifstream file(log, std::ios::binary);
  const std::uintmax_t size = size_of(log);
  if (size > offset + kMaxComplaint) offset = size - kMaxComplaint;
  file.seekg(static_cast<std::streamoff>(offset));
  std::string text(kMaxComplaint, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

struct Front::Impl {
  std::string program, folder, log, tls_pem;
  int public_socket = -1;
  // The kernel takes connections on an inherited socket before HAProxy does, and from within a network of its own
  // nobody gets there: so a second address, with nothing behind it, tells that HAProxy runs.
  ListenAddress ready;
  mutable std::mutex mutex;  // guards `child`
  std::unique_ptr<ChildProcess> child;

  std::string file(const char* name) const { return folder + "/" + name; }
  Status launch();
  Status wait_until_ready(std::uintmax_t log_size);
};

Status Front::Impl::launch() {
  child.reset();
  // In clear on the disk for the moment that HAProxy takes to read it.
  const std::string pem = file("front.pem");
  MINSYNC_TRY(write_private(pem, tls_pem));
  const std::unique_ptr<const char, void (*)(const char*)> removed(pem.c_str(),
                                                                   [](const char* path) { ::unlink(path); });
  if (size_of(log) > kMaxLog) ::unlink(log.c_str());
  const std::uintmax_t log_size = size_of(log);
  child = std::make_unique<ChildProcess>(std::vector<std::string>{program, "-db", "-f", file("haproxy.cfg")}, log,
                                         public_socket);
  MINSYNC_TRY(write_private(file("haproxy.pid"), std::to_string(child->pid()) + "\n"));
  return wait_until_ready(log_size);
}

Status Front::Impl::wait_until_ready(std::uintmax_t log_size) {
  const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
  while (std::chrono::steady_clock::now() < deadline) {
    if (ready.answers()) return {};
    if (child->wait(kStartStep)) break;
  }
  child.reset();
  return fail(FaultKind::failed, "network.front_refused", {complaint(log, log_size)});
}

Result<std::unique_ptr<Front>> Front::start(const FrontConfig& config) {
  auto impl = std::make_unique<Impl>();
  const auto program = haproxy_path();
  if (!program) return fail(FaultKind::failed, "network.front_missing");
  impl->program = *program;
  impl->folder = config.folder;
  impl->log = impl->file("front.log");
  impl->public_socket = config.public_socket;
  MINSYNC_ASSIGN(const auto loopback, ListenAddress::parse("127.0.0.1:0"));
  MINSYNC_ASSIGN(impl->ready, loopback.free());
  MINSYNC_TRY(make_private_folder(config.folder));
  impl->tls_pem = config.tls_pem;
  const auto text = haproxy_config(config, impl->ready.text(), impl->file("front.pem"), possible_connections());
  MINSYNC_TRY(write_private(impl->file("haproxy.cfg"), text));
  MINSYNC_TRY(impl->launch());
  return std::unique_ptr<Front>(new Front(std::move(impl)));
}

Front::Front(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Front::~Front() {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->child) impl_->child->stop(kStopGrace);
  ::unlink(impl_->file("haproxy.pid").c_str());
}

bool Front::running() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->child && impl_->child->running();
}

Status Front::restart() {
  const std::lock_guard lock(impl_->mutex);
  return impl_->launch();
}

}  // namespace minsync
