// The end of a computer's right to sync.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// bad_input if there is no such computer.
Result<Device> get_device(HubStore& store, const std::string& id);
// From now on; in the write transaction. The audit log is the caller's business.
Status revoke_office(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Device& device);

}  // namespace minsync
