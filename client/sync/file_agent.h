// Files to and from the hub, in pieces, after everything else: text goes before pictures. A piece takes about as long
// as a batch of edits; what is through is not sent again, whatever broke.
#pragma once

#include <atomic>
#include <functional>

#include "client/store/attached_files.h"
#include "client/sync/sync_exchange.h"
#include "shared/files/content_folder.h"

namespace minsync {

struct FileOptions {
  std::size_t piece_bytes = 0;  // fixed; 0: as the line allows, from 16 KiB to 1 MiB
  int attempts = 4;
};

struct FileProgress {
  std::uint64_t files = 0, done = 0;  // of this run
  std::uint64_t bytes = 0, bytes_done = 0;
};

struct FileReport {
  std::uint64_t sent = 0, left = 0, bytes = 0;
  std::vector<Fault> refused;   // why the hub did not take a file; it stays here and is offered again
  std::optional<Fault> broken;  // what ended the run early; what was done before stays done
};

// Sends what the hub does not have. Faults of the own store only.
Result<FileReport> send_files(ClientStore& store, Transport& line, const ContentFolder& folder,
                              const FileOptions& options, const std::atomic<bool>& cancel,
                              const std::function<void(const FileProgress&)>& on_progress);

// Brings a file that some office attached to `record` into the folder, unless it is there. Faults: not sent yet by
// that office, not for this office, the line.
Status fetch_file(ClientStore& store, Transport& line, const ContentFolder& folder, const NamedFile& file,
                  const FileOptions& options, const std::atomic<bool>& cancel,
                  const std::function<void(const FileProgress&)>& on_progress);

}  // namespace minsync
