// The program's own log, `minsync.log` in the data directory: what it did and what failed, for whoever looks after the
// machine. English, one line an event. Never a field's value, a key, a code or a person's name: ids, counts and places.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

enum class LogLevel { debug, info, warning, error };

// "debug", "info", "warning", "error", as in the setting log.level, which has been checked.
LogLevel log_level(std::string_view name);

// Until the log is opened, and after close_log(), what is logged goes nowhere. Three files of at most 5 MB are kept,
// readable by their owner alone. Opening again closes the log that was open. Fault: failed, if the file cannot be
// written.
Status open_log(const std::filesystem::path& folder, LogLevel level);
// Writes out what is waiting. Warnings and errors are written out at once.
void close_log();

// From any thread; never fails and never throws: work goes on when the log's disk is full. Line ends and control
// characters in `text` are replaced, so that nobody forges a line; longer than 4 KiB is cut.
void log(LogLevel level, std::string_view text);

}  // namespace minsync
