#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hub/api/enrolment.h"

namespace minsync {
namespace {

std::string body_with_name(const std::string& name) {
  const auto key = PrivateKey::generate();
  const std::string secret(10, 's'), point = key.public_key().point();
  return nlohmann::json{{"secret", base64(secret)},
                        {"public_key", base64(point)},
                        {"signature", base64(key.sign(secret + point))},
                        {"name", name}}
      .dump();
}

TEST(EnrolRequest, AMachinesNameIsTakenAsItIs) {
  EXPECT_EQ(read_enrol_request(body_with_name("低保科-1")).value().name, "低保科-1");
  EXPECT_EQ(read_enrol_request(body_with_name("")).value().name, "");
}

TEST(EnrolRequest, ALongNameIsCutBetweenTwoCharacters) {
  std::string name;
  while (name.size() < 300) name += "机";
  EXPECT_EQ(read_enrol_request(body_with_name(name)).value().name, name.substr(0, 198));
  EXPECT_EQ(read_enrol_request(body_with_name("ab" + name)).value().name, "ab" + name.substr(0, 198));
}

TEST(EnrolRequest, ANameWithAZeroByteIsRefused) {
  EXPECT_FALSE(read_enrol_request(body_with_name(std::string("a\0b", 3))));
}

TEST(EnrolRequest, AnotherKeysSignatureIsNotAllowed) {
  auto body = nlohmann::json::parse(body_with_name("a"));
  body["public_key"] = base64(PrivateKey::generate().public_key().point());
  const auto request = read_enrol_request(body.dump());
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().kind, FaultKind::not_allowed);
}

}  // namespace
}  // namespace minsync
