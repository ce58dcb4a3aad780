// Records that do not belong to this device any more. One with edits that the hub has not answered stays until it has.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

// Whether it is the hub's, and of this partition.
bool is_of(const StoredRecord& record, PartitionId partition);
// Whether the record came since its partition began to be told anew.
Result<bool> was_told(ClientStore& store, RecordId id);
Status note_told(ClientStore& store, RecordId record, PartitionId partition);
Status forget_told(ClientStore& store, PartitionId partition);

// In the caller's write transaction, as all of this.
Status evict(ClientStore& store, const Form& form, RecordId id);
// An own edit was refused. Of a record that the hub does not tell any more nothing is shown once no own
// edit of it is open: what was refused stands in the receipts. Says whether it went.
Result<bool> evict_refused(ClientStore& store, const Form& form, const StoredRecord& record);
// It stays for an answer only, and is not to be changed any more.
Result<bool> is_leaving(ClientStore& store, RecordId id);
// Those that stayed for an answer that is there now.
Status evict_answered(ClientStore& store);
// After all of a partition was told up to `until`: a merged own edit whose record has not come by then belongs to one
// outside of the device's scope.
Status evict_unseen(ClientStore& store, PartitionId partition, Version until);
// After a partition was told anew: its records that were not told are not in the device's scope, or not any more there.
Status evict_untold(ClientStore& store, PartitionId partition);

}  // namespace minsync
