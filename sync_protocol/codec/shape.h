// Shapes: which groups an edit or a change has, and how much of each. Most edits of a message share one, so shapes
// stand in a dictionary and edits name theirs.
#pragma once

#include <string>
#include <vector>

#include "sync_protocol/codec/columns.h"
#include "sync_protocol/record.h"

namespace minsync {

struct ChangeShape {
  GroupNumber group;
  std::size_t values = 1, displayed = 0, own = 0, decides = 0;
  friend bool operator==(const ChangeShape&, const ChangeShape&) = default;
};

struct StateShape {
  GroupNumber group;
  std::size_t shown = 1, displayed = 0;
  bool no_values = false;  // its head's values are none (else the shown ones)
  bool by_itself = false;  // written by encode_group; nothing else of this is used
};

std::string written_shape(const std::vector<ChangeShape>& changes);
std::string written_shape(const std::vector<StateShape>& groups);

void write_shapes(PayloadWriter& out, const Table<std::string>& shapes);
// At most `most` of them.
std::vector<std::vector<ChangeShape>> read_change_shapes(PayloadReader& in, std::size_t most);
std::vector<std::vector<StateShape>> read_state_shapes(PayloadReader& in, std::size_t most);

}  // namespace minsync
