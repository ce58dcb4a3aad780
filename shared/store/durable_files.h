// Files and folders that are there as a whole or not at all, readable by their owner alone.
#pragma once

#include <functional>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

bool file_exists(const std::string& path);
// At most 1 MiB.
Result<std::string> read_small_file(const std::string& folder, const std::string& name);
// A new file, durable.
Status write_small_file(const std::string& folder, const std::string& name, const std::string& bytes);

// Lets `write` fill a file under a name of its own beside `path`; then makes it durable and gives it `path`, in place
// of what is there. If anything fails nothing is left of it.
Status write_durable_file(const std::string& path, const std::function<Status(const std::string&)>& write);

// Lets `fill` write a folder's files below a name of its own and moves them to `folder`, the one named `last` last: who
// finds that finds all. `folder` is made if need be and must be empty (usage). If anything fails nothing is left.
Status fill_folder(const std::string& folder, const std::string& last,
                   const std::function<Status(const std::string&)>& fill);

}  // namespace minsync
