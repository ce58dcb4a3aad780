#include "shared/logging/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <memory>
#include <mutex>

namespace minsync {
namespace {

constexpr std::size_t kFileBytes = 5'000'000;
constexpr std::size_t kOlderFiles = 2;
constexpr std::size_t kLongestLine = 4096;

std::mutex guard;  // of `current`
std::shared_ptr<spdlog::logger> current;

std::shared_ptr<spdlog::logger> logger() {
  const std::lock_guard lock(guard);
  return current;
}

void set_logger(std::shared_ptr<spdlog::logger> next) {
  const std::lock_guard lock(guard);
  current.swap(next);
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kLongestLine));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

spdlog::file_event_handlers owner_alone() {
  spdlog::file_event_handlers events;
  events.after_open = [](const spdlog::filename_t&, std::FILE* file) { ::fchmod(::fileno(file), S_IRUSR | S_IWUSR); };
  return events;
}

}  // namespace

LogLevel log_level(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warning") return LogLevel::warning;
  if (name == "error") return LogLevel::error;
  return LogLevel::info;
}

Status open_log(const std::filesystem::path& folder, LogLevel level) {
  const auto path = (folder / "minsync.log").string();
  try {
    auto sink =
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kFileBytes, kOlderFiles, false, owner_alone());
    auto next = std::make_shared<spdlog::logger>("minsync", std::move(sink));
    next->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %P %l %v");
    next->set_level(level_of(level));
    next->flush_on(spdlog::level::warn);
    next->set_error_handler([](const std::string&) {});
    set_logger(std::move(next));
    return {};
  } catch (const std::exception&) {
    return fail(FaultKind::failed, "logging.unwritable", {path});
  }
}

void close_log() {
  if (const auto open = logger()) open->flush();
  set_logger(nullptr);
}

void log(LogLevel level, std::string_view text) {
  const auto open = logger();
  if (open && open->should_log(level_of(level))) open->log(level_of(level), one_line(text));
}

}  // namespace minsync
