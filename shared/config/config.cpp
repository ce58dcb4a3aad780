#include "shared/config/config.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "shared/config/config_file.h"
#include "shared/config/keys.h"
#include "shared/config/values.h"

namespace minsync {
namespace {

std::string variable_name(std::string_view key) {
  std::string name = "MINSYNC_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

Result<std::optional<Setting>> from_environment(const ConfigKey& key, const Environment& environment) {
  for (const auto& name : {std::string(key.short_environment), variable_name(key.name)}) {
    if (name.empty()) continue;
    auto value = environment(name);
    if (!value || value->empty()) continue;
    MINSYNC_TRY(check_config_value(key, *value, name));
    return Setting{std::string(key.name), std::move(*value), Setting::Source::environment, name, {}};
  }
  return std::nullopt;
}

Result<Setting> from_flag(const ConfigKey& key, const std::string& value) {
  const std::string name(key.name);
  if (auto good = check_config_value(key, value, name); !good) {
    auto fault = std::move(good).error();
    fault.kind = FaultKind::usage;
    return fail(std::move(fault));
  }
  return Setting{name, value, Setting::Source::flag, name, {}};
}

const Setting& find(const std::vector<Setting>& settings, std::string_view key) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.key == key; });
  MINSYNC_ASSERT(found != settings.end());
  return *found;
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<Config> Config::load(Program program, const std::filesystem::path& folder,
                            const std::map<std::string, std::string>& flags, const Environment& environment) {
  MINSYNC_ASSIGN(const auto file, read_config_file(program, folder / "minsync.toml"));
  std::vector<Setting> settings;
  for (const auto& key : config_keys(program)) {
    const std::string name(key.name);
    Setting setting{name, std::string(key.built_in), Setting::Source::built_in, {}, {}};
    if (const auto found = file.find(name); found != file.end()) {
      setting = {name, found->second.value, Setting::Source::file, found->second.where, {}};
    }
    MINSYNC_ASSIGN(auto variable, from_environment(key, environment));
    if (variable) setting = std::move(*variable);
    if (const auto flag = flags.find(name); flag != flags.end()) {
      MINSYNC_ASSIGN(setting, from_flag(key, flag->second));
    }
    setting.about = key.about;
    settings.push_back(std::move(setting));
  }
  return Config(std::move(settings));
}

const std::string& Config::text(std::string_view key) const {
  return find(settings_, key).value;
}

std::int64_t Config::number(std::string_view key) const {
  const auto number = parse_whole_number(text(key));
  MINSYNC_ASSERT(number.has_value());
  return *number;
}

std::string_view name_of(Setting::Source source) {
  switch (source) {
    case Setting::Source::built_in:
      return "built_in";
    case Setting::Source::file:
      return "file";
    case Setting::Source::environment:
      return "environment";
    case Setting::Source::flag:
      return "flag";
  }
  return {};
}

std::string say(Language language, const Setting& setting) {
  const auto from = [&] {
    switch (setting.source) {
      case Setting::Source::built_in:
        return say(language, "config.from_built_in");
      case Setting::Source::flag:
        return say(language, "config.from_flag");
      default:
        return setting.where;
    }
  }();
  const auto value = setting.value.empty() ? say(language, "config.unset") : setting.value;
  return say(language, "config.setting", {setting.key, value, from, say(language, setting.about)});
}

}  // namespace minsync
