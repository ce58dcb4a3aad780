// The hub's side: takes packed changesets by POST, applies and keeps them, and hands them on by GET /N from the N-th
// on.
#pragma once

#include <string>

namespace minsync::peer {

// Prints {"port":N} and serves one connection after the other, until it is ended by a signal.
void serve(const std::string& database);

}  // namespace minsync::peer
