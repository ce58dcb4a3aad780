// openapi.yaml is what the console's page is written by, routes.h what the hub does, and rights_of_routes.cpp says who
// may what of it.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>

#include "hub/console/routes.h"

namespace minsync::console {
namespace {

YAML::Node contract() {
  return YAML::LoadFile(MINSYNC_SOURCE_DIR "/hub/console/openapi.yaml");
}

std::string upper(std::string method) {
  for (char& c : method) c = static_cast<char>(std::toupper(c));
  return method;
}

// The right's word by "GET /console/api/session".
std::map<std::string, std::string> written() {
  std::map<std::string, std::string> found;
  for (const auto& path : contract()["paths"]) {
    for (const auto& method : path.second) {
      found[upper(method.first.as<std::string>()) + ' ' + path.first.as<std::string>()] =
          method.second["x-right"].as<std::string>("");
    }
  }
  return found;
}

TEST(ConsoleContractTest, EveryRouteHasTheRightThatIsWrittenDownAndNoOtherRouteHasOne) {
  std::map<std::string, std::string> rights;
  for (const auto& route : routes_with_rights()) {
    EXPECT_TRUE(rights.emplace(route, right_word(right_of_route(route))).second) << route << " stands twice";
  }
  EXPECT_EQ(written(), rights);
}

TEST(ConsoleContractTest, EveryRouteIsWrittenDownAndEverythingWrittenDownIsARoute) {
  std::set<std::string> contract_routes, served;
  for (const auto& [route, right] : written()) contract_routes.insert(route);
  for (const auto& route : console_routes()) served.insert(route_name(route));
  EXPECT_EQ(contract_routes, served);
  EXPECT_EQ(served.size(), console_routes().size()) << "a route stands twice";
}

TEST(ConsoleContractTest, OnlyOnesOwnBusinessIsDoneBeforeAPasswordIsChangedAndACodeDeviceSetUp) {
  const std::set<std::string> own = {"GET /console/api/session", "POST /console/api/login", "POST /console/api/logout",
                                     "POST /console/api/password", "POST /console/api/totp"};
  for (const auto& route : console_routes()) {
    EXPECT_EQ(route.unfinished_too, own.contains(route_name(route))) << route_name(route);
  }
}

TEST(ConsoleRoutesTest, APlaceholderIsTheLastPartOfThePath) {
  std::string name;
  ASSERT_NE(find_console_route("GET", "/console/api/record/0199f0c2", name), nullptr);
  EXPECT_EQ(name, "0199f0c2");
  for (const char* path : {"/console/api/record/", "/console/api/record/a/b", "/console/api/recordx", "/console/api"}) {
    EXPECT_EQ(find_console_route("GET", path, name), nullptr) << path;
  }
  EXPECT_EQ(find_console_route("POST", "/console/api/audit", name), nullptr);
}

TEST(ConsoleContractTest, WithoutALogInThereIsOnlyTheLogIn) {
  std::set<std::string> open;
  for (const auto& route : routes_with_rights()) {
    if (right_of_route(route) == Right::open) open.insert(route);
    EXPECT_NE(right_of_route(route), Right::service) << route;
  }
  EXPECT_EQ(open, (std::set<std::string>{"GET /console/api/session", "POST /console/api/login"}));
}

TEST(ConsoleContractTest, WhatIsNotInTheTableIsNobodys) {
  EXPECT_EQ(right_of_route("GET /console/api/secrets"), Right::service);
  EXPECT_EQ(right_of_route(""), Right::service);
}

void check_references(const YAML::Node& node, const YAML::Node& whole) {
  if (node.IsMap()) {
    if (const auto reference = node["$ref"]) {
      auto target = YAML::Clone(whole);
      const auto path = reference.as<std::string>();
      for (std::size_t at = 2; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        target = target[path.substr(at, end - at)];
        ASSERT_TRUE(target.IsDefined() && !target.IsNull()) << path;
        at = end + 1;
      }
    }
    for (const auto& member : node) check_references(member.second, whole);
  } else if (node.IsSequence()) {
    for (const auto& member : node) check_references(member, whole);
  }
}

TEST(ConsoleContractTest, WhatItRefersToIsThere) {
  const auto whole = contract();
  check_references(whole["paths"], whole);
  check_references(whole["components"], whole);
}

}  // namespace
}  // namespace minsync::console
