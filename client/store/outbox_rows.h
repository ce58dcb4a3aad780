// Rows of the outbox, for the files of this folder that read it.
#pragma once

#include <string>
#include <string_view>

#include "client/store/client_store.h"

namespace minsync {

// The join is written so that SQLite begins with the outbox, whatever it may choose.
inline constexpr std::string_view kFromOutbox = " FROM outbox CROSS JOIN outbox_edit USING (sequence)";
inline const std::string kSelectOutbox =
    "SELECT partition, state, version, edit, receipt, created_ms" + std::string(kFromOutbox);
// Those that are to be sent, of one group (SendGroup), behind a sequence: these four to be bound.
inline constexpr std::string_view kOfSendGroup =
    " WHERE (state = 0 OR send_again = 1) AND urgent = ? AND partition = ? AND incarnation = ? AND sequence > ?";
// The edits in a state, to be bound. Those that are not done are few mostly, and have an index, which SQLite takes only
// where the statement says so.
inline std::string_view in_outbox_state(OutboxState state) {
  return state == OutboxState::done ? " WHERE state = ?" : " WHERE state = ? AND state <> 2";
}
Result<OutboxEntry> read_outbox(const Statement& row);
// To their end.
Result<std::vector<OutboxEntry>> read_outbox_rows(Statement& rows);

}  // namespace minsync
