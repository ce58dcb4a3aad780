// An office's side: does what lines of JSON on standard input say ({"do":"fill","file":…}, edit, push, pull), answers
// each with a line that has the seconds it took.
#pragma once

#include <string>

namespace minsync::peer {

void work(const std::string& database, const std::string& url);

}  // namespace minsync::peer
