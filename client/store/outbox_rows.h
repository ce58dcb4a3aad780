// Rows of the outbox, for the files of this folder that read it.
#pragma once

#include <string_view>

#include "client/store/client_store.h"

namespace minsync {

// The join is written so that SQLite begins with the outbox, whatever it may choose.
inline constexpr std::string_view kSelectOutbox =
    "SELECT partition, state, version, edit, receipt, created_ms FROM outbox CROSS JOIN outbox_edit USING (sequence)";
// The edits in a state, to be bound. Those that are not done are few mostly, and have an index, which SQLite takes only
// where the statement says so.
inline std::string_view in_outbox_state(OutboxState state) {
  return state == OutboxState::done ? " WHERE state = ?" : " WHERE state = ? AND state <> 2";
}
Result<OutboxEntry> read_outbox(const Statement& row);
// To their end; into `entries` in the place of what it held.
Result<std::vector<OutboxEntry>> read_outbox_rows(Statement& rows);
Status read_outbox_rows(Statement& rows, std::vector<OutboxEntry>& entries);

}  // namespace minsync
