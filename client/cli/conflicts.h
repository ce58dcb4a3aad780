// Places where several people's values stand side by side: open conflicts (review) and overwritten values that can be
// put back (latest, authority). A conflict's id is RECORD:GROUP, the group by its number.
#pragma once

#include <functional>

#include "client/cli/context.h"
#include "sync_protocol/merge.h"

namespace minsync {

struct FoundConflict {
  const Form* form = nullptr;
  const GroupRule* rule = nullptr;
  RecordId record;
  UnitId unit;
  GroupState state;  // as the hub has it
};

std::string conflict_id(const FoundConflict& conflict);
// {"id","record","form","field" or "group","kind","state","base","current","incoming","others"}
Json conflict_json(const Context& context, const ClientStore& store, const FoundConflict& found);

Status each_conflict(ClientStore& store, const std::function<void(const FoundConflict&)>& visit);
// Fault: bad_input if there is none (any more) with this id.
Result<FoundConflict> find_conflict(ClientStore& store, const std::string& id);

// What the author of a head saw before writing it, where it is known.
const std::vector<FieldValue>* base_values(const Head& head);

}  // namespace minsync
