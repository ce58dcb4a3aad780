// An office that keeps its line between syncs, as the program that serves the local page does: `minsync sync` opens a
// new one each time.
#pragma once

#include <string>

namespace minsync::bench {

// Each line on standard input is one sync with the hub at `url`; answers with a line of JSON. Returns an exit code.
int keep_line(const std::string& data, const std::string& url);

}  // namespace minsync::bench
