#include "client/documents/office_status.h"

#include <nlohmann/json.hpp>

#include "client/documents/conflicts.h"
#include "client/documents/found_record.h"
#include "client/store/rescued.h"
#include "client/store/set_aside.h"
#include "shared/cli/record_json.h"
#include "shared/store/bundle_keys.h"

namespace minsync {
namespace {

using Json = nlohmann::ordered_json;

Status count(ClientStore& store, OfficeStatus& status) {
  for (const auto& form : store.forms().forms()) {
    if (form->name == kBundleKeyForm) continue;  // nobody's record
    MINSYNC_ASSIGN(const auto records, store.records().count(*form));
    status.records += records;
  }
  MINSYNC_ASSIGN(status.outbox, store.count_outbox(OutboxState::pending));
  MINSYNC_ASSIGN(status.unanswered, store.count_outbox(OutboxState::waiting));
  MINSYNC_ASSIGN(status.refused, store.count_outbox(OutboxState::refused));
  MINSYNC_ASSIGN(status.files, count_files_to_send(store));
  MINSYNC_ASSIGN(status.safe, backed_up(store));
  MINSYNC_ASSIGN(status.held, store.count_outbox(OutboxState::held));
  MINSYNC_ASSIGN(status.set_aside, count_aside(store));
  MINSYNC_ASSIGN(const auto rescued, rescued_values(store));
  status.rescued = rescued.size();
  return each_conflict(store, [&](const FoundConflict& found) {
    ++(found.rule->policy == MergePolicy::review ? status.conflicts : status.overwritten);
  });
}

}  // namespace

Result<OfficeStatus> office_status(ClientStore& store, const std::string& hub_address) {
  MINSYNC_ASSIGN(auto snapshot, Transaction::begin_read(store.database()));
  OfficeStatus status;
  status.own = store.enrolment();
  status.hub = hub_address.empty() ? status.own.hub_url : hub_address;
  MINSYNC_TRY(count(store, status));
  MINSYNC_ASSIGN(status.sync, store.sync_state());
  return status;
}

nlohmann::ordered_json status_json(const OfficeStatus& status) {
  const auto& sync = status.sync;
  return {{"device", status.own.device.value.text()},
          {"org", unit_code(status.own.unit)},
          {"role", role_name(status.own.role)},
          {"hub", status.hub},
          {"epoch", status.own.epoch},
          {"records", status.records},
          {"outbox", status.outbox},
          {"waiting", status.unanswered},
          {"refused", status.refused},
          {"files", {{"waiting", status.files.count}, {"bytes", status.files.bytes}}},
          {"held", status.held},
          {"received", status.safe.received},
          {"backed_up", status.safe.safe},
          {"conflicts", status.conflicts},
          {"overwritten", status.overwritten},
          {"set_aside", status.set_aside},
          {"rescued", status.rescued},
          {"last_sync", sync.last_sync_ms == 0 ? Json(nullptr) : Json(time_text(sync.last_sync_ms))},
          {"complete", sync.complete},
          {"bytes_sent", sync.bytes_sent},
          {"bytes_received", sync.bytes_received}};
}

}  // namespace minsync
