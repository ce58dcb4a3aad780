#include "shared/config/keys.h"

#include <algorithm>
#include <array>

#include "shared/config/values.h"

namespace minsync {
namespace {

constexpr ConfigKey kLogLevel{"log.level", "config.about_log_level",  "info", ValueKind::choice, 0,
                              0,           "debug info warning error"};
constexpr ConfigKey kLang{"lang", "config.about_lang", "", ValueKind::choice, 0, 0, "zh en"};

// A photo of a telephone has 2 to 8 MB.
constexpr ConfigKey kFilesMaxBytes{
    "files.max_bytes", "config.about_files_max_bytes", "20971520", ValueKind::whole_number, 1024, 1073741824, ""};

constexpr std::array kClientKeys{
    ConfigKey{"hub.address", "config.about_hub_address", "", ValueKind::hub_url, 0, 0, "", "MINSYNC_HUB"},
    ConfigKey{"sync.max_bytes", "config.about_sync_max_bytes", "1048576", ValueKind::whole_number, 4096, 8388608, ""},
    ConfigKey{"sync.window", "config.about_sync_window", "", ValueKind::day_window, 0, 0, ""},
    kFilesMaxBytes,
    ConfigKey{"lock_after_minutes", "config.about_lock_after", "15", ValueKind::whole_number, 1, 480, ""},
    ConfigKey{"serve.listen", "config.about_local_listen", "127.0.0.1:7320", ValueKind::listen, 0, 0, ""},
    kLogLevel,
    kLang,
};

constexpr std::array kHubKeys{
    ConfigKey{"serve.listen", "config.about_serve_listen", "127.0.0.1:8443", ValueKind::listen, 0, 0, ""},
    kFilesMaxBytes,
    ConfigKey{"files.day_bytes", "config.about_files_day_bytes", "209715200", ValueKind::whole_number, 1024,
              1099511627776, ""},
    kLogLevel,
    kLang,
};

bool is_choice(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    const auto space = std::min(choices.find(' '), choices.size());
    if (choices.substr(0, space) == value) return true;
    choices.remove_prefix(std::min(space + 1, choices.size()));
  }
  return false;
}

Status check_number(const ConfigKey& key, std::string_view value, const std::string& where) {
  const auto number = parse_whole_number(value);
  if (number && *number >= key.least && *number <= key.most) return {};
  return fail(FaultKind::bad_input, "config.need_number",
              {where, std::string(key.name), std::to_string(key.least), std::to_string(key.most)});
}

}  // namespace

std::span<const ConfigKey> config_keys(Program program) {
  if (program == Program::client) return kClientKeys;
  return kHubKeys;
}

const ConfigKey* find_config_key(Program program, std::string_view name) {
  const auto keys = config_keys(program);
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

Status check_config_value(const ConfigKey& key, std::string_view value, const std::string& where) {
  if (value == key.built_in) return {};
  const std::string name(key.name);
  switch (key.kind) {
    case ValueKind::whole_number:
      return check_number(key, value, where);
    case ValueKind::choice:
      if (is_choice(key.choices, value)) return {};
      return fail(FaultKind::bad_input, "config.need_choice", {where, name, std::string(key.choices)});
    case ValueKind::hub_url:
      if (is_hub_url(value)) return {};
      return fail(FaultKind::bad_input, "config.need_hub_url", {where, name});
    case ValueKind::day_window:
      if (DayWindow::parse(value)) return {};
      return fail(FaultKind::bad_input, "config.need_day_window", {where, name});
    case ValueKind::listen:
      if (ListenAddress::parse(value)) return {};
      return fail(FaultKind::bad_input, "config.need_listen", {where, name});
  }
  return {};
}

}  // namespace minsync
