#include "hub/api/enrolment.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/api/epoch.h"
#include "hub/api/key_change.h"
#include "hub/ingest/scope.h"
#include "shared/crypto/enrol_ticket.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxBody = 64 * 1024;
constexpr std::size_t kMaxName = 200;

std::string hash_of(const std::string& secret) {
  return hex(sha256(secret));
}

Result<std::string> bytes_at(const nlohmann::json& body, const char* key) {
  const auto text = body.value(key, nlohmann::json());
  if (!text.is_string()) return fail(FaultKind::bad_input, "hub.request_malformed");
  return from_base64(text.get<std::string>());
}

std::string text_at(const nlohmann::json& body, const char* key) {
  const auto text = body.value(key, nlohmann::json());
  return text.is_string() ? text.get<std::string>() : std::string();
}

// Of a long name the beginning, cut between two characters. U+0000 is refused.
Result<std::string> name_of(const nlohmann::json& body) {
  const auto name = body.value("name", nlohmann::json());
  auto text = name.is_string() ? name.get<std::string>() : std::string();
  if (text.size() > kMaxName) {
    auto end = kMaxName;
    while ((static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
  }
  return normalise(text);
}

// What its first bundles are sealed for, besides the hub.
Result<nlohmann::json> county_keys_for(HubStore& store, const IngestContext& context, const Device& device) {
  auto keys = nlohmann::json::array();
  MINSYNC_ASSIGN(const auto devices, store.devices());
  for (const auto& other : devices) {
    const bool above = other.role == Role::county && !other.revoked && other.id != device.id &&
                       context.divisions.is_within(device.unit, other.unit);
    if (above) keys.push_back(base64(other.public_key));
  }
  return keys;
}

}  // namespace

Result<EnrolRequest> read_enrol_request(const std::string& body) {
  if (body.size() > kMaxBody) return fail(FaultKind::bad_input, "hub.request_malformed");
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(FaultKind::bad_input, "hub.request_malformed");
  EnrolRequest request;
  MINSYNC_ASSIGN(request.secret, bytes_at(json, "secret"));
  MINSYNC_ASSIGN(request.public_key, bytes_at(json, "public_key"));
  MINSYNC_ASSIGN(const auto signature, bytes_at(json, "signature"));
  MINSYNC_ASSIGN(request.name, name_of(json));
  if (json.contains("former")) {
    const auto id = Uuid::parse(text_at(json, "former"));
    if (!id) return fail(FaultKind::bad_input, "hub.request_malformed");
    request.former = DeviceId{*id};
    if (json.contains("former_signature")) {
      MINSYNC_ASSIGN(request.former_signature, bytes_at(json, "former_signature"));
    }
  }
  MINSYNC_ASSIGN(const auto key, PublicKey::from_point(request.public_key));
  if (!key.verify(request.secret + request.public_key, signature)) {
    return fail(FaultKind::not_allowed, "hub.request_signature");
  }
  return request;
}

namespace {

bool vouched_for(const Device& known, const EnrolRequest& request) {
  const auto key = PublicKey::from_point(known.public_key);
  return key && key->verify(request.secret + request.public_key, request.former_signature);
}

Status check_former(HubStore& store, const Device& known, const EnrolCode& code, const EnrolRequest& request) {
  if (known.unit != code.unit || known.role != code.role) return fail(FaultKind::not_allowed, "hub.enrol_other_office");
  if (!known.revoked && !vouched_for(known, request)) return fail(FaultKind::not_allowed, "hub.enrol_in_use");
  return check_new_key(store, known, request.public_key);
}

Result<NewEnrolment> enrol_again(HubStore& store, Device known, const EnrolCode& code, const EnrolRequest& request,
                                 std::int64_t now_ms) {
  MINSYNC_TRY(check_former(store, known, code, request));
  known.public_key = request.public_key;
  known.name = request.name;
  known.forms = code.forms;
  known.revoked = false;
  MINSYNC_TRY(store.use_code(code.hash));
  MINSYNC_TRY(store.renew_device(known, now_ms));
  return NewEnrolment{std::move(known), true};
}

}  // namespace

Result<NewEnrolment> enrol_device(HubStore& store, const EnrolRequest& request, std::int64_t now_ms) {
  const auto hash = hash_of(request.secret);
  MINSYNC_ASSIGN(const auto code, store.find_code(hash));
  if (!code) return fail(FaultKind::not_allowed, "hub.code_unknown");
  if (code->used) {
    MINSYNC_ASSIGN(const auto devices, store.devices());
    const auto same = std::ranges::find(devices, request.public_key, &Device::public_key);
    if (same != devices.end() && !same->revoked) return NewEnrolment{*same, same->id == request.former};
    return fail(FaultKind::not_allowed, "hub.code_used");
  }
  if (code->expires_ms < now_ms) return fail(FaultKind::not_allowed, "hub.code_expired");
  const bool has_former = request.former != DeviceId{};
  if (has_former) {
    MINSYNC_ASSIGN(auto known, store.find_device(request.former));
    if (known) return enrol_again(store, std::move(*known), *code, request, now_ms);
  }
  Device device;
  device.id =
      has_former ? request.former : DeviceId{Uuid::version7(static_cast<std::uint64_t>(now_ms), random_bytes<10>())};
  device.name = request.name;
  device.unit = code->unit;
  device.role = code->role;
  device.forms = code->forms;
  device.public_key = request.public_key;
  device.enrolled_ms = now_ms;
  MINSYNC_TRY(store.use_code(hash));
  MINSYNC_TRY(store.add_device(device));
  return NewEnrolment{std::move(device), has_former};
}

Result<std::string> write_enrol_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                       const Device& device) {
  MINSYNC_ASSIGN(const auto epoch, epoch_of(store));
  MINSYNC_ASSIGN(const auto used, partitions_of(store, context.divisions, device));
  auto partitions = nlohmann::json::array();
  for (const auto& one : used) partitions.push_back(one.partition.value);
  MINSYNC_ASSIGN(const auto county_keys, county_keys_for(store, context, device));
  const UnitSpan* unit = context.divisions.find(device.unit);
  return nlohmann::json{{"device", device.id.value.text()},
                        {"unit", device.unit.value},
                        {"org", unit == nullptr ? std::string() : unit->code},
                        {"role", role_name(device.role)},
                        {"forms", device.forms},
                        {"hub", hub.device.name},
                        {"hub_key", base64(hub.key.public_key().point())},
                        {"county_keys", county_keys},
                        {"epoch", epoch},
                        {"partitions", partitions},
                        {"clock_ms", context.now_ms}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::string> make_enrol_code(HubStore& store, UnitId unit, Role role, std::vector<std::string> forms,
                                    std::int64_t expires_ms, const std::string& address, const Digest& fingerprint) {
  EnrolTicket ticket;
  ticket.secret = random_bytes<10>();
  ticket.fingerprint = fingerprint;
  ticket.address = address;
  const std::string secret(ticket.secret.begin(), ticket.secret.end());
  MINSYNC_TRY(store.add_code({hash_of(secret), unit, role, std::move(forms), expires_ms, false}));
  return write_ticket(ticket);
}

}  // namespace minsync
