#include "hub/api/revocation.h"
#include "hub/console/handlers.h"
#include "hub/documents/hub_json.h"
#include "hub/documents/names.h"

namespace minsync::console {
namespace {

constexpr std::size_t kMostForms = 200;

Json shown(const Device& device) {
  auto json = device_json(device);
  json["org_name"] = name_of(device.unit);
  return json;
}

Result<WantedCode> wanted_code(const Call& call) {
  WantedCode wanted;
  MINSYNC_ASSIGN(wanted.org, need_text(call.body, "org", 12));
  MINSYNC_ASSIGN(wanted.role, need_text(call.body, "role", 20));
  MINSYNC_ASSIGN(const auto expires, text_or_empty(call.body, "expires", 20));
  if (!expires.empty()) wanted.expires = expires;
  MINSYNC_ASSIGN(wanted.address, text_or_empty(call.body, "address", 255));
  MINSYNC_ASSIGN(wanted.forms, texts_or_none(call.body, "forms", kMostForms));
  return wanted;
}

}  // namespace

Result<Json> devices(Call& call) {
  MINSYNC_ASSIGN(const auto all, call.store.devices());
  auto json = Json{{"devices", Json::array()}};
  for (const auto& device : all) json["devices"].push_back(shown(device));
  return json;
}

Result<Json> revoke(Call& call) {
  MINSYNC_ASSIGN(const auto id, need_text(call.body, "id", 100));
  MINSYNC_ASSIGN(auto device, get_device(call.store, id));
  MINSYNC_TRY(act(call, {AuditAction::device_revoked, id, {"org=" + code_of(device.unit)}}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto context, call.hub().context(s));
    return revoke_office(s, context, call.hub().identity(), device);
  }));
  device.revoked = true;
  return shown(device);
}

Result<Json> enrol_code(Call& call) {
  MINSYNC_ASSIGN(const auto wanted, wanted_code(call));
  MINSYNC_ASSIGN(const auto context, call.hub().context(call.store));
  MINSYNC_ASSIGN(const auto checked, check_wanted_code(call.store, context, call.hub().identity(), wanted));
  std::string code;
  MINSYNC_TRY(act(call, {AuditAction::code_made, checked.unit_code, code_details(checked)}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(code, make_checked_code(s, call.hub().folder(), checked));
    return {};
  }));
  return enrol_code_json(checked, code);
}

}  // namespace minsync::console
