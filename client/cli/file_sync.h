// The files' part of a synchronisation, and what is told of it.
#pragma once

#include "client/cli/context.h"
#include "client/sync/file_agent.h"

namespace minsync {

// `piece_bytes`: 0 lets the line decide.
Result<FileReport> sync_files(Context& context, ClientStore& store, Transport& line, std::size_t piece_bytes);

Json files_json(const FileReport& report);
// What was sent, what is left and why. Done, in part, or what broke it.
Result<int> tell_files(Context& context, const FileReport& report);

}  // namespace minsync
