#include "shared/store/durable_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSmall = std::size_t{1} << 20;

tl::unexpected<Fault> cannot_write(const std::string& path, const std::string& why) {
  return fail(FaultKind::failed, "common.cannot_write", {path, why});
}
tl::unexpected<Fault> cannot_write(const std::string& path) {
  return cannot_write(path, std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

Status sync_path(const std::string& path, int flags) {
  const Descriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (!file.open() || ::fsync(file.number()) != 0) return cannot_write(path);
  return {};
}
Status sync_folder(const fs::path& folder) {
  return sync_path(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

// A name that nobody has; the file or folder goes with this unless it was moved away.
struct Temporary {
  fs::path path;
  explicit Temporary(fs::path made) : path(std::move(made)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
    for (const char* beside : {"-wal", "-shm", "-journal"}) fs::remove(path.string() + beside, ignored);
  }
};

Status make_empty_folder(const std::string& folder, bool& made) {
  std::error_code error;
  made = fs::create_directories(folder, error);
  if (error) return cannot_write(folder, error.message());
  if (made) fs::permissions(folder, fs::perms::owner_all, error);
  const bool empty = fs::is_empty(folder, error);
  if (error) return cannot_write(folder, error.message());
  if (!empty) return fail(FaultKind::usage, "backup.folder_not_empty", {folder});
  return {};
}

// `last` last; `moved` says which are there already.
Status move_files(const fs::path& from, const fs::path& to, const std::string& last, std::vector<fs::path>& moved) {
  std::error_code error;
  std::vector<fs::path> names;
  for (const auto& file : fs::recursive_directory_iterator(from, error)) {
    if (!file.is_regular_file()) continue;
    fs::permissions(file.path(), fs::perms::owner_read | fs::perms::owner_write, error);
    MINSYNC_TRY(sync_path(file.path().string(), O_RDONLY));
  }
  for (const auto& file : fs::directory_iterator(from, error)) {
    if (file.path().filename() != last) names.push_back(file.path().filename());
  }
  names.emplace_back(last);
  for (const auto& name : names) {
    if (!error) fs::rename(from / name, to / name, error);
    if (error) return cannot_write((to / name).string(), error.message());
    moved.push_back(to / name);
  }
  return {};
}

}  // namespace

bool file_exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

Result<std::string> read_small_file(const std::string& folder, const std::string& name) {
  const auto path = fs::path(folder) / name;
  std::ifstream in(path, std::ios::binary);
  std::string bytes(kMostSmall, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const bool whole = in.eof() && !in.bad();
  if (!whole) return fail(FaultKind::failed, "common.cannot_open", {path.string()});
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Status write_small_file(const std::string& folder, const std::string& name, const std::string& bytes) {
  const auto path = (fs::path(folder) / name).string();
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.open()) return cannot_write(path);
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto written = ::write(file.number(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return cannot_write(path);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file.number()) == 0 ? Status{} : cannot_write(path);
}

Status write_durable_file(const std::string& path, const std::function<Status(const std::string&)>& write) {
  std::string name = path + ".XXXXXX";
  {
    // Made by its owner alone before anything is in it.
    const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file.open()) return cannot_write(path);
  }
  const Temporary temporary{name};
  MINSYNC_TRY(write(name));
  MINSYNC_TRY(sync_path(name, O_RDONLY));
  if (::rename(name.c_str(), path.c_str()) != 0) return cannot_write(path);
  return sync_folder(fs::path(path).parent_path());
}

Status fill_folder(const std::string& folder, const std::string& last,
                   const std::function<Status(const std::string&)>& fill) {
  bool made = false;
  std::vector<fs::path> moved;
  MINSYNC_TRY(make_empty_folder(folder, made));
  auto status = [&]() -> Status {
    std::string name = (fs::path(folder) / "restoring.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return cannot_write(folder);
    const Temporary temporary{name};
    MINSYNC_TRY(fill(name));
    MINSYNC_TRY(move_files(name, folder, last, moved));
    return sync_folder(folder);
  }();
  std::error_code ignored;
  if (!status) {
    for (const auto& file : moved) fs::remove_all(file, ignored);
    if (made) fs::remove(folder, ignored);
  }
  return status;
}

}  // namespace minsync
