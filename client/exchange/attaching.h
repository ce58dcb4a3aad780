// Files that an entry attaches: their bytes lie in the device's folder before the edit that refers to them is made.
#pragma once

#include <string>
#include <string_view>

#include "client/store/attached_files.h"
#include "shared/files/content_folder.h"

namespace minsync {

// Puts the bytes into the folder, durable when it returns, and gives what a field is to hold. `name` may be a path.
// Faults: bad_input for nothing or more than `most` bytes, failed for the disk.
Result<FileReference> keep_file(ClientStore& store, const std::string& name, std::string_view bytes,
                                std::uint64_t most);

// With the edit that made `after` of `before`, in its transaction: files that are here and were not there before are to
// be sent. With `must_be_here`, a reference to a file that is not here is a fault: bad_input.
Status note_files(ClientStore& store, const Form& form, RecordId record, const FieldValues& before,
                  const FieldValues& after, bool must_be_here);

// The file that a field holds. Fault: bad_input for a field of another type, or one that holds none.
Result<FileReference> file_in(const Form& form, const Field& field, const FieldValues& shown);

}  // namespace minsync
