// Files that this office attached to records: their bytes lie in the device's folder, and here stands which of them the
// hub does not have yet. A file is written before the edit that refers to it, so an edit never refers to nothing.
#pragma once

#include <vector>

#include "client/store/client_store.h"
#include "shared/forms/file_reference.h"

namespace minsync {

// Where a device's folder keeps files.
std::string files_folder_of(const std::string& data);

// With the edit that attaches it, in the caller's write transaction.
Status note_attached(ClientStore& store, const FileReference& file, RecordId record);

// Oldest first, once for each record that refers to it: the hub may know one of them and not another. Those of records
// that the hub holds for removed are left out.
Result<std::vector<NamedFile>> files_to_send(ClientStore& store);
struct WaitingFiles {
  std::uint64_t count = 0, bytes = 0;
};
Result<WaitingFiles> count_files_to_send(ClientStore& store);

// Of a file that this office attached to this record: whether the hub has it. Nothing for others.
Result<std::optional<bool>> file_sent(ClientStore& store, const FileReference& file, RecordId record);
// The hub has it. Asked again only of a hub that began a new history, as that may have lost it.
Status note_file_sent(ClientStore& store, const NamedFile& file);
// The hub knows no record that refers to it. Where that cannot change, because no own edit of the record is without its
// answer and the record is not removed, the file is not waited for any more: somebody put another in its place.
Status note_file_unknown(ClientStore& store, const NamedFile& file);

}  // namespace minsync
