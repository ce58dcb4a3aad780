#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/ingest/waiting_room.h"
#include "hub/storage/snapshot.h"

namespace minsync {
namespace {

struct OpenRecovery {
  std::int64_t since_ms = 0;          // 0: none is open
  std::vector<Device> seen, missing;  // in contact since, or not yet; revoked ones are left out
  std::vector<WaitingEdit> waiting;
  std::map<DeviceId, std::uint64_t> without_base;  // how many of them wait for own edits that are not here
};

Result<OpenRecovery> read_recovery(HubStore& store) {
  OpenRecovery recovery;
  MINSYNC_ASSIGN(recovery.since_ms, recovery_since(store));
  MINSYNC_ASSIGN(recovery.waiting, store.all_waiting());
  MINSYNC_ASSIGN(const auto without, without_base(store, recovery.waiting));
  for (const auto& one : without) ++recovery.without_base[one.edit.id.device];
  if (recovery.since_ms == 0) return recovery;
  MINSYNC_ASSIGN(const auto devices, store.devices());
  for (const auto& device : devices) {
    if (device.revoked) continue;
    (device.last_contact_ms >= recovery.since_ms ? recovery.seen : recovery.missing).push_back(device);
  }
  return recovery;
}

nlohmann::json devices_json(const std::vector<Device>& devices) {
  auto list = nlohmann::json::array();
  for (const auto& device : devices) {
    list.push_back({{"id", device.id.value.text()},
                    {"name", device.name},
                    {"org", code_of(device.unit)},
                    {"last_contact", device.last_contact_ms == 0 ? nlohmann::json()
                                                                 : nlohmann::json(time_text(device.last_contact_ms))}});
  }
  return list;
}

nlohmann::json recovery_json(const OpenRecovery& recovery, const AuthorNames& authors) {
  auto waiting = nlohmann::json::array();
  for (const auto& one : recovery.waiting) {
    const auto author = authors(one.edit.id);
    waiting.push_back({{"record", one.edit.record.value.text()},
                       {"form", one.edit.form},
                       {"author", author.name},
                       {"org", author.org},
                       {"sequence", one.edit.id.sequence.value}});
  }
  auto without = nlohmann::json::array();
  for (const auto& [device, count] : recovery.without_base) {
    without.push_back({{"device", device.value.text()}, {"edits", count}});
  }
  const bool open = recovery.since_ms != 0;
  return {{"open", open},
          {"since", open ? nlohmann::json(time_text(recovery.since_ms)) : nlohmann::json()},
          {"seen", devices_json(recovery.seen)},
          {"missing", devices_json(recovery.missing)},
          {"waiting", std::move(waiting)},
          {"without_base", std::move(without)}};
}

void print_missing(const HubContext& context, const std::vector<Device>& missing) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& device : missing) {
    rows.push_back({device.id.value.text(), device.name, name_of(device.unit),
                    device.last_contact_ms == 0 ? context.text("hub.never") : time_text(device.last_contact_ms)});
  }
  if (!rows.empty()) context.line(table(rows));
}

Status show(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto recovery, read_recovery(*store));
  if (context.json) {
    MINSYNC_ASSIGN(const auto authors, AuthorNames::read(*store));
    context.print(recovery_json(recovery, authors));
    return {};
  }
  for (const auto& [device, count] : recovery.without_base) {
    context.note(context.text("hub.without_base", {std::to_string(count), device.value.text()}));
  }
  if (recovery.since_ms == 0) {
    context.line(context.text("hub.recovery_none"));
    return {};
  }
  context.line(context.text("hub.recovery_open",
                            {time_text(recovery.since_ms), std::to_string(recovery.seen.size()),
                             std::to_string(recovery.missing.size()), std::to_string(recovery.waiting.size())}));
  print_missing(context, recovery.missing);
  return {};
}

// What waits is judged for good, so it does not happen by the way: as long as something waits and a device that could
// bring what it waits for has not been in contact, the administrator has to say that it is given up.
Status close(HubContext& context, bool without_missing) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  OpenRecovery before;
  Closed closed;
  MINSYNC_ASSIGN(const auto since, recovery_since(*store));
  std::vector<std::string> details;
  if (without_missing) details.emplace_back("without_missing");
  const auto judge = [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(before, read_recovery(s));
    if (!before.missing.empty() && !before.waiting.empty() && !without_missing) {
      std::string names;
      for (const auto& device : before.missing) {
        names += (names.empty() ? "" : ", ") + name_of(device.unit) + " " + device.name;
      }
      return fail(FaultKind::usage, "hub.recovery_missing", {std::to_string(before.waiting.size()), names});
    }
    MINSYNC_ASSIGN(closed, close_recovery(s, ingest));
    return {};
  };
  if (since != 0) MINSYNC_TRY(context.act({AuditAction::recovery_closed, "", details}, judge));
  if (context.json) {
    context.print({{"closed", before.since_ms != 0},
                   {"merged", closed.merged},
                   {"refused", closed.refused},
                   {"waiting", closed.waiting},
                   {"missing", devices_json(before.missing)}});
    return {};
  }
  if (before.since_ms == 0) {
    context.line(context.text("hub.recovery_none"));
    return {};
  }
  context.line(context.text("hub.recovery_closed", {std::to_string(closed.merged), std::to_string(closed.refused),
                                                    std::to_string(closed.waiting)}));
  if (!before.missing.empty()) context.note(context.text("hub.recovery_late"));
  print_missing(context, before.missing);
  return {};
}

Status give_up(HubContext& context, const std::string& device) {
  const auto id = Uuid::parse(device);
  if (!id) return fail(FaultKind::bad_input, "hub.no_such_device", {device.substr(0, 100)});
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  Closed given_up;
  MINSYNC_TRY(context.act({AuditAction::bases_given_up, device, {}}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(given_up, give_up_bases(s, ingest, DeviceId{*id}));
    return {};
  }));
  if (context.json) {
    context.print({{"merged", given_up.merged}, {"refused", given_up.refused}, {"waiting", given_up.waiting}});
  } else {
    context.line(context.text("hub.bases_given_up", {std::to_string(given_up.merged), std::to_string(given_up.refused),
                                                     std::to_string(given_up.waiting)}));
  }
  return {};
}

}  // namespace

void add_recovery(Command app, HubContext& context) {
  auto recovery = app.add_command("recovery", "what devices send again after the hub went back in time");
  recovery.require_command();
  recovery.add_command("show", "is one open, who has been in contact since, what waits").on_chosen([&context] {
    context.command = [&context] { return show(context); };
  });
  auto without = std::make_shared<bool>(false);
  auto close_command = recovery.add_command("close", "all devices have sent what they had: judge what still waits");
  close_command.add_flag("--without-missing", *without, "also while edits wait and devices have not been in contact");
  close_command.on_chosen(
      [&context, without] { context.command = [&context, without] { return close(context, *without); }; });
  auto device = std::make_shared<std::string>();
  auto give_up_command =
      recovery.add_command("give-up", "edits of a computer stand on edits that exist nowhere: judge them without");
  give_up_command.add_option("DEVICE", *device, "from device list").required();
  give_up_command.on_chosen(
      [&context, device] { context.command = [&context, device] { return give_up(context, *device); }; });
}

}  // namespace minsync
