// Changes of records that this program cannot take into its tables: set aside with a reason, whole and as the hub sent
// them, so that nothing behind them waits; tried again by a newer program, or when a user asks for it. Records of
// unknown forms are kept by learned_forms.h.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

// All in the caller's write transaction.

// Why a change cannot be stored by this program: its values are not of the form's kinds.
std::optional<Fault> unfit(const Form& form, const RecordChange& change);

struct SetAside {
  RecordChange change;  // the record's whole state, as far as it is known here
  PartitionId partition;
  std::string reason;
  std::vector<std::string> args;
  std::int64_t at_ms = 0;
};

// `before`: what is stored of the record, if anything. Joined with what is set aside of it already.
Status set_aside(ClientStore& store, const SetAside& aside, const RecordState* before);
Result<std::optional<SetAside>> find_aside(ClientStore& store, RecordId record);
Result<std::vector<SetAside>> all_aside(ClientStore& store);
Result<std::int64_t> count_aside(ClientStore& store);
Status drop_aside(ClientStore& store, RecordId record);
// After a partition was told anew: what was not told is not the device's any more.
Status drop_untold_aside(ClientStore& store, PartitionId partition);

}  // namespace minsync
