#include "shared/config/config_file.h"

#include <toml++/toml.h>

#include <fstream>

#include "shared/config/keys.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} << 10;

struct Reading {
  Program program;
  std::string file;
  std::map<std::string, FileSetting> settings;
  std::vector<Fault> faults;
};

std::string all_names(Program program) {
  std::string names;
  for (const auto& key : config_keys(program)) names += (names.empty() ? "" : ", ") + std::string(key.name);
  return names;
}

// Whole numbers and texts are what settings are made of; anything else reads as a text that no setting allows.
std::string value_text(const ConfigKey& key, const toml::node& node) {
  const bool number = key.kind == ValueKind::whole_number;
  if (const auto* whole = node.as_integer(); whole != nullptr && number) return std::to_string(whole->get());
  if (const auto* text = node.as_string(); text != nullptr && !number) return text->get();
  return "\n";
}

void read_value(const std::string& name, const toml::node& node, Reading& reading) {
  const auto where = reading.file + ":" + std::to_string(node.source().begin.line);
  const auto* key = find_config_key(reading.program, name);
  if (key == nullptr) {
    reading.faults.push_back(
        Fault{FaultKind::bad_input, "config.unknown_key", {where, name, all_names(reading.program)}, {}});
    return;
  }
  auto value = value_text(*key, node);
  if (const auto good = check_config_value(*key, value, where); !good) {
    reading.faults.push_back(good.error());
    return;
  }
  reading.settings[name] = FileSetting{std::move(value), where};
}

void read_table(const std::string& prefix, const toml::table& table, Reading& reading) {
  for (const auto& [key, node] : table) {
    const auto name = prefix + std::string(key.str());
    const auto* inner = node.as_table();
    if (inner != nullptr && find_config_key(reading.program, name) == nullptr) {
      read_table(name + ".", *inner, reading);
    } else {
      read_value(name, node, reading);
    }
  }
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad()) return fail(FaultKind::failed, "config.cannot_read", {path.string()});
  if (text.size() > kMaxFileBytes) return fail(FaultKind::bad_input, "config.file_too_large", {path.string()});
  return text;
}

}  // namespace

Result<std::map<std::string, FileSetting>> read_config_file(Program program, const std::filesystem::path& path) {
  std::error_code error;
  Reading reading{program, path.filename().string(), {}, {}};
  if (!std::filesystem::exists(path, error)) return reading.settings;
  MINSYNC_ASSIGN(const auto text, read_text(path));
  try {
    read_table("", toml::parse(text), reading);
  } catch (const toml::parse_error& broken) {
    return fail(FaultKind::bad_input, "config.not_toml", {path.string(), std::to_string(broken.source().begin.line)});
  }
  if (reading.faults.empty()) return std::move(reading.settings);
  return fail(Fault{FaultKind::bad_input, "config.bad_file", {path.string()}, std::move(reading.faults)});
}

}  // namespace minsync
