// openapi.yaml is what the page is written by; routes.h is what the server does.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>

#include "client/local/routes.h"

namespace minsync {
namespace {

using Calls = std::set<std::string>;

YAML::Node contract() {
  return YAML::LoadFile(MINSYNC_SOURCE_DIR "/client/local/openapi.yaml");
}

std::string upper(std::string method) {
  for (char& c : method) c = static_cast<char>(std::toupper(c));
  return method;
}

TEST(ContractTest, EveryRouteIsWrittenDownAndEverythingWrittenDownIsARoute) {
  Calls written, served;
  for (const auto& path : contract()["paths"]) {
    for (const auto& method : path.second) {
      written.insert(upper(method.first.as<std::string>()) + ' ' + path.first.as<std::string>());
    }
  }
  for (const auto& route : routes()) served.insert(std::string(route.method) + ' ' + std::string(route.path));
  EXPECT_EQ(written, served);
  EXPECT_EQ(served.size(), routes().size()) << "a route stands twice";
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

TEST(ContractTest, WhatItRefersToIsThere) {
  const auto whole = contract();
  check_references(whole["paths"], whole);
  check_references(whole["components"], whole);
}

TEST(RoutesTest, APlaceholderIsOnePartOfThePath) {
  std::string name;
  ASSERT_NE(find_route("POST", "/api/record/0199f0c2/delete", name), nullptr);
  EXPECT_EQ(name, "0199f0c2");
  EXPECT_EQ(find_route("POST", "/api/record/0199f0c2/delete", name)->path, "/api/record/{id}/delete");
  for (const char* path : {"/api/record/", "/api/record//delete", "/api/record/a/b/delete", "/api/recordx", "/api"}) {
    EXPECT_EQ(find_route("POST", path, name), nullptr) << path;
  }
  EXPECT_EQ(find_route("GET", "/api/unlock", name), nullptr);
}

TEST(RoutesTest, OnlyFilesMayBeLong) {
  for (const auto& route : routes()) {
    const bool file = route.path == "/api/import" || route.path == "/api/bundle/down" || route.path == "/api/file";
    EXPECT_EQ(route.body_bytes > (1u << 20), file) << route.path;
  }
}

TEST(RoutesTest, WithoutAPinOnlyWhatShowsNoRecordIsAnswered) {
  const Calls open = {"/api/session", "/api/unlock", "/api/lock",         "/api/status",
                      "/api/sync",    "/api/forms",  "/api/forms/{form}", "/api/units"};
  for (const auto& route : routes()) {
    EXPECT_TRUE(route.access == Access::unlocked || open.contains(std::string(route.path))) << route.path;
  }
}

}  // namespace
}  // namespace minsync
