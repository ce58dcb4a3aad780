// What the simulator knows by itself, without asking the stores: every edit that was entered, and whose data hold it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "sync_protocol/edit.h"
#include "sync_protocol/result.h"

namespace minsync::simulation {

using EditKey = std::pair<EditId, EditDigest>;
using EditKeys = std::set<EditKey>;

struct Violation {
  std::string law, text;
};

// What was on the screen when somebody decided on a record.
struct Displayed {
  Version version;  // of the hub's state
  EditKeys own;     // of the machine's own edits on top, or within
};

struct Oracle {
  std::map<EditKey, Displayed> displayed;  // of edits that change a record's state
  std::map<EditKey, Edit> entered;
  std::set<RecordId> outside;     // entered on purpose for a unit that is not the author's
  std::map<DeviceId, int> lives;  // how many machines ever had this device's data at the same time or after a restore
  std::set<DeviceId> told;        // whose user was told of copies
  std::set<RecordId> moved;       // by the bureau, which a hub may lose
  // Purged records that the bureau brought back, and those for which it refused what came late.
  std::set<RecordId> restored, stays_removed;
};

// For messages: device's first bytes, incarnation and sequence.
std::string text_of(const EditId& id);
std::string text_of(const EditKey& key);
std::string text_of(const RecordId& id);
std::string text_of(Version version);
std::string text_of(const Fault& fault);
std::string text_of(const std::vector<FieldValue>& values);

}  // namespace minsync::simulation
