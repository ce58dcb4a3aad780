// Which settings each program has.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/config/config.h"

namespace minsync {

enum class ValueKind { hub_url, whole_number, choice, day_window, listen };

struct ConfigKey {
  std::string_view name;      // "sync.max_bytes"; its environment variable is MINSYNC_SYNC_MAX_BYTES
  std::string_view about;     // catalogue id of its one-line description
  std::string_view built_in;  // the value where nobody sets one
  ValueKind kind;
  std::int64_t least = 0, most = 0;         // of a whole number
  std::string_view choices;                 // separated by spaces
  std::string_view short_environment = {};  // a second variable, looked at first
};

std::span<const ConfigKey> config_keys(Program program);
const ConfigKey* find_config_key(Program program, std::string_view name);

// An empty value is good where the built-in one is empty. `where` names the place in the fault.
Status check_config_value(const ConfigKey& key, std::string_view value, const std::string& where);

}  // namespace minsync
