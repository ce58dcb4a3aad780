// Values of others that a hub lost and that are still here. When a partition is told anew by a hub that went back in
// time, its authors send again what they made; of one who is gone (a lost machine) nobody does. So before a record is
// replaced by what such a hub tells of it, the heads that the hub cannot have are kept apart, for somebody at this
// office to look at. Nothing of it travels by itself: what is taken over becomes an edit of the one who takes it.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

struct RescuedValue {
  RecordId record;
  std::string form;
  UnitId unit;  // where the record stood
  GroupNumber group;
  std::vector<FieldValue> values;  // of sums and sets what was shown
  Origin origin;                   // the edit that the hub lost
};

// In the transaction of an answer. `before` is what is stored, `told` what takes its place; nullptr where the hub does
// not tell the record at all.
Status rescue(ClientStore& store, const Form& form, const RecordState& before, const RecordState* told);

// Those that nobody has sent again or replaced since, ascending by record and group.
Result<std::vector<RescuedValue>> rescued_values(ClientStore& store);
// Taken over, or not wanted.
Status drop_rescued(ClientStore& store, RecordId record, GroupNumber group);

}  // namespace minsync
