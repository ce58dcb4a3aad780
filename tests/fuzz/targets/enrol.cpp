// Enrolment. The first byte: 0 a code as typed, 1 the bytes of a code without its check sum, 2 the JSON of POST
// /v1/enrol as it stands, 3 the same with a good key and signature in the places of its own.
#include <nlohmann/json.hpp>

#include "hub/api/enrolment.h"
#include "shared/crypto/enrol_ticket.h"
#include "sync_protocol/codec/pieces.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

constexpr std::size_t kCheckBytes = 3;

void check_code(std::string_view code) {
  const auto ticket = read_ticket(code);
  if (!ticket) return;
  const auto again = read_ticket(write_ticket(*ticket));
  require(again && again->secret == ticket->secret && again->fingerprint == ticket->fingerprint &&
              again->address == ticket->address,
          "a code that was read is written the same");
}

std::string with_check_sum(std::string_view bytes) {
  const auto digest = sha256(bytes);
  std::string checked(bytes);
  return base32(checked.append(digest.begin(), digest.begin() + kCheckBytes));
}

std::string signed_body(std::string_view body) {
  static const PrivateKey key = PrivateKey::generate();
  auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::string(body);
  const auto secret = json.find("secret");
  if (secret == json.end() || !secret->is_string()) return std::string(body);
  const auto bytes = from_base64(secret->get<std::string>());
  if (!bytes) return std::string(body);
  const auto point = key.public_key().point();
  json["public_key"] = base64(point);
  json["signature"] = base64(key.sign(*bytes + point));
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void check_request(const std::string& body) {
  const auto request = read_enrol_request(body);
  if (!request) return;
  require(request->public_key.size() == kPublicKeySize, "a key that was accepted is whole");
  require(is_plain_text(request->name), "a name is text");
}

}  // namespace

void run(std::string_view input) {
  const auto [choice, bytes] = split_choice(input);
  switch (choice % 4) {
    case 0:
      return check_code(bytes);
    case 1:
      return check_code(with_check_sum(bytes));
    case 2:
      return check_request(std::string(bytes));
    default:
      return check_request(signed_body(bytes));
  }
}

}  // namespace minsync::fuzz
