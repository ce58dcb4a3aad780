// Who an edit is from, as far as a client knows: devices by number, offices by the rank under which an edit was merged.
#pragma once

#include "client/store/client_store.h"
#include "shared/text/text.h"
#include "sync_protocol/record.h"

namespace minsync {

// "this computer", or the last digits of the device's number.
std::string author_name(Language language, const ClientStore& store, DeviceId device);
// The office that the author sits in: the record's township, county or city by his rank. Its code.
std::string author_org(const ClientStore& store, UnitId record_unit, const Origin& origin);

}  // namespace minsync
