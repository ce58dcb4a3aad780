#include "hub/storage/store_location.h"

#include <filesystem>

#include "shared/sealing/key_files.h"
#include "shared/store/database.h"

namespace minsync {
namespace {

std::string path_in(const std::string& folder, const char* file) {
  return (std::filesystem::path(folder) / file).string();
}

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

bool is_postgres_url(const std::string& text) {
  return text.starts_with("postgres://") || text.starts_with("postgresql://");
}

bool has_hub(const std::string& folder) {
  return is_there(path_in(folder, "hub.db")) || is_there(path_in(folder, kStoreFile));
}

Result<std::optional<PostgresLocation>> postgres_location(const std::string& folder) {
  const auto path = path_in(folder, kStoreFile);
  if (!is_there(path)) return std::nullopt;
  MINSYNC_ASSIGN(const auto text, read_secret_file(path));
  const auto line = text.find('\n');
  if (line == std::string::npos || text.size() != line + 1 + SecretKey::kSize) {
    return fail(FaultKind::integrity, "common.damaged", {path});
  }
  return PostgresLocation{text.substr(0, line), SecretKey::from(std::string_view(text).substr(line + 1))};
}

Status write_postgres_location(const std::string& folder, const PostgresLocation& location) {
  return write_secret_file(path_in(folder, kStoreFile), location.url + '\n' + std::string(location.key.bytes()));
}

std::string without_password(const std::string& url) {
  const auto begin = url.find("://");
  const auto at = url.find('@');
  const auto colon = begin == std::string::npos ? begin : url.find(':', begin + 3);
  auto shown =
      colon != std::string::npos && at != std::string::npos && colon < at ? url.substr(0, colon) + url.substr(at) : url;
  // Options, a password among them perhaps, are not needed to tell one database from another.
  return shown.substr(0, shown.find('?'));
}

}  // namespace minsync
