#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/api/revocation.h"
#include "hub/documents/hub_json.h"

namespace minsync {
namespace {

Status list(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto devices, store->devices());
  if (context.json) {
    auto document = nlohmann::json{{"devices", nlohmann::json::array()}};
    for (const auto& device : devices) document["devices"].push_back(device_json(device));
    context.print(document);
    return {};
  }
  if (devices.empty()) context.note(context.text("hub.no_devices"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& device : devices) {
    const auto contact = device.last_contact_ms == 0 ? context.text("hub.never") : time_text(device.last_contact_ms);
    rows.push_back({device.id.value.text(), device.name, name_of(device.unit), role_name(device.role), contact,
                    device.revoked ? context.text("hub.revoked") : ""});
  }
  if (!rows.empty()) context.line(table(rows));
  return {};
}

Status revoke(HubContext& context, const std::string& text) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(auto device, get_device(*store, text));
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_TRY(
      context.act({AuditAction::device_revoked, text, {"org=" + code_of(device.unit)}}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(const auto ingest, context.ingest());
        return revoke_office(s, ingest, hub, device);
      }));
  device.revoked = true;
  if (context.json) {
    context.print(device_json(device));
  } else {
    context.line(context.text("hub.device_now_revoked", {device.name, name_of(device.unit)}));
  }
  return {};
}

}  // namespace

void add_device(Command app, HubContext& context) {
  auto device = app.add_command("device", "computers of offices");
  device.require_command();
  device.add_command("list", "all enrolled computers").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
  auto id = std::make_shared<std::string>();
  auto command = device.add_command("revoke", "end a computer's right to sync, at once");
  command.add_option("ID", *id, "from device list").required();
  command.on_chosen([&context, id] { context.command = [&context, id] { return revoke(context, *id); }; });
}

}  // namespace minsync
