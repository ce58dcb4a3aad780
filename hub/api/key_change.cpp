#include "hub/api/key_change.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/api/device_keys.h"
#include "shared/crypto/key_change.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxBody = 16 * 1024;

Result<std::string> bytes_at(const nlohmann::json& body, const char* key) {
  const auto text = body.value(key, nlohmann::json());
  if (!text.is_string()) return fail(FaultKind::bad_input, "hub.request_malformed");
  return from_base64(text.get<std::string>());
}

}  // namespace

Result<KeyRequest> read_key_request(const std::string& body) {
  const auto malformed = fail(FaultKind::bad_input, "hub.request_malformed");
  const auto json = body.size() > kMaxBody ? nlohmann::json() : nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return malformed;
  const auto device = json.value("device", nlohmann::json());
  const auto id = device.is_string() ? Uuid::parse(device.get<std::string>()) : std::nullopt;
  if (!id) return malformed;
  KeyRequest request{DeviceId{*id}, {}, {}};
  MINSYNC_ASSIGN(request.public_key, bytes_at(json, "public_key"));
  MINSYNC_ASSIGN(request.signature, bytes_at(json, "signature"));
  MINSYNC_ASSIGN(const auto own, bytes_at(json, "new_signature"));
  MINSYNC_ASSIGN(const auto key, PublicKey::from_point(request.public_key));
  if (!key.verify(key_change_bytes(request.device, request.public_key), own)) {
    return fail(FaultKind::not_allowed, "hub.request_signature");
  }
  return request;
}

Status check_new_key(HubStore& store, const Device& device, const std::string& public_key) {
  MINSYNC_ASSIGN(const auto former, store.former_keys(device.id));
  const bool had = device.public_key == public_key || std::ranges::find(former, public_key) != former.end();
  if (had) return fail(FaultKind::not_allowed, "hub.key_had_before");
  return {};
}

Result<bool> change_device_key(HubStore& store, const KeyRequest& request, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto device, store.find_device(request.device));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  if (device->public_key == request.public_key) {
    if (device->revoked) return fail(FaultKind::not_allowed, kDeviceRevoked);
    return false;
  }
  MINSYNC_TRY(key_in_use(store, *device, key_change_bytes(request.device, request.public_key), request.signature));
  MINSYNC_TRY(check_new_key(store, *device, request.public_key));
  device->public_key = request.public_key;
  MINSYNC_TRY(store.renew_device(*device, now_ms));
  return true;
}

std::string write_key_answer(const KeyRequest& request) {
  return nlohmann::json{{"device", request.device.value.text()}, {"public_key", base64(request.public_key)}}.dump();
}

}  // namespace minsync
