// Settings: a flag goes over the environment, that over `minsync.toml` in the data directory, that over what is built
// in. Immutable once read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text/text.h"
#include "sync_protocol/result.h"

namespace minsync {

enum class Program { client, hub };

struct Setting {
  enum class Source { built_in, file, environment, flag };
  std::string key, value;
  Source source = Source::built_in;
  std::string where;  // "minsync.toml:3", "MINSYNC_HUB"; empty for what is built in, the key for a flag
  std::string about;  // catalogue id of a one-line description
};

// "built_in", "file", "environment", "flag": for JSON.
std::string_view name_of(Setting::Source source);

// What the program was started with.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

class Config {
 public:
  // `flags`: key to value, for those given on the command line. Without a file in `folder` there is nothing to read.
  // Every wrong setting of the file is listed in the fault's details, with its line; a wrong flag is FaultKind::usage.
  // An empty environment variable counts as unset. MINSYNC_HUB stands for hub.address.
  static Result<Config> load(Program program, const std::filesystem::path& folder,
                             const std::map<std::string, std::string>& flags = {},
                             const Environment& environment = process_environment);

  // Values have been checked: a number is in range, a choice is one of its choices, and so on (see keys.cpp). Asking
  // for a key that the program does not have is a broken invariant.
  const std::string& text(std::string_view key) const;
  std::int64_t number(std::string_view key) const;

  // All of the program's settings, in the order of keys.cpp.
  const std::vector<Setting>& settings() const { return settings_; }

 private:
  explicit Config(std::vector<Setting> settings) : settings_(std::move(settings)) {}
  std::vector<Setting> settings_;
};

// A setting as `config check` prints it: key, value, where it comes from, what it is for.
std::string say(Language language, const Setting& setting);

}  // namespace minsync
