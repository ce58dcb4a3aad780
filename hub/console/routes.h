// What the console answers below /console/api: openapi.yaml in code. A test holds one against the other, and both
// against the table of rights (hub/users/rights.h).
#pragma once

#include <span>
#include <string_view>

#include "hub/console/call.h"

namespace minsync::console {

struct Route {
  std::string_view method, path;  // "{form}" stands for one part of the path
  Handler handler;
  bool unfinished_too = false;  // also before a first password is changed and a code device is set up
  bool is_use = true;           // keeps the session alive
};

std::span<const Route> console_routes();

// The route, and in `name` what stands in the place of its parameter; nullptr if there is none.
const Route* find_console_route(std::string_view method, std::string_view path, std::string& name);
// "GET /console/api/session", as rights are given.
std::string route_name(const Route& route);

}  // namespace minsync::console
