// Where a database lives. A copied folder, a disk put into another machine and a restored image differ in it, so the
// copy notices by itself that the original may still be in use. A copy made of a running machine with its memory, and a
// file written back in place, do not: the hub finds those by what they send.
#pragma once

#include <string>

namespace minsync {

// Of this file on this machine since its last start: machine, start, path, file number. Parts that cannot be found out
// are empty.
std::string place_of(const std::string& path);

}  // namespace minsync
