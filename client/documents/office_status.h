// What is stored here, what waits and how far it was synced: `minsync status`, and the local page's status bar. Counts
// alone, no value of any record.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "client/store/attached_files.h"
#include "client/store/client_store.h"
#include "client/store/watermark.h"

namespace minsync {

struct OfficeStatus {
  std::int64_t records = 0, outbox = 0, unanswered = 0, refused = 0, held = 0, conflicts = 0, overwritten = 0;
  std::int64_t set_aside = 0;
  std::size_t rescued = 0;
  BackedUp safe;
  WaitingFiles files;
  SyncState sync;
  Enrolment own;
  std::string hub;  // the address in use
};

// As of one moment. `hub_address`: what the settings name in place of the hub's own, or "".
Result<OfficeStatus> office_status(ClientStore& store, const std::string& hub_address);
nlohmann::ordered_json status_json(const OfficeStatus& status);

}  // namespace minsync
