// The definitions of catalogue/, linked into the program. The table is written by CMake.
#pragma once

#include <span>
#include <string_view>

namespace minsync {

struct BuiltInForm {
  std::string_view name, yaml;
};

std::span<const BuiltInForm> built_in_forms();  // ascending by name

}  // namespace minsync
