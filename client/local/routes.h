// What the server answers below /api: openapi.yaml in code. A test holds one against the other.
#pragma once

#include <span>
#include <string_view>

#include "client/local/call.h"

namespace minsync {

// Whether somebody has to have shown his PIN, where there are users. What a page asks by itself (`open`) does not count
// as use.
enum class Access { open, unlocked };

struct Route {
  std::string_view method, path;  // "{form}" or "{id}" stands for one part of the path
  Access access = Access::unlocked;
  Handler handler;
  std::size_t body_bytes = std::size_t{1} << 20;  // at most
  bool slow = false;                              // done beside, so that others are answered meanwhile
};

std::span<const Route> routes();

// The route, and in `name` what stands in the place of its parameter; nullptr if there is none.
const Route* find_route(std::string_view method, std::string_view path, std::string& name);

}  // namespace minsync
