// Rows of the outbox, for the files of this folder that read it.
#pragma once

#include <string_view>

#include "client/store/client_store.h"

namespace minsync {

inline constexpr std::string_view kSelectOutbox =
    "SELECT partition, state, version, edit, receipt, created_ms FROM outbox";
Result<OutboxEntry> read_outbox(const Statement& row);
Result<std::vector<OutboxEntry>> read_outbox_rows(Statement& rows);  // to their end

}  // namespace minsync
