// What was shown whole at this office: each time somebody asked for sensitive values unmasked, before he got them. The
// log stays on this computer and goes into its backups; it does not travel.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "client/store/client_store.h"

namespace minsync {

struct Reveal {
  std::string command;    // "show", "export"
  std::string object;     // the record, form or file; at most kLongestObject bytes are kept
  std::size_t count = 0;  // of records, edits or conflicts
};
inline constexpr std::size_t kLongestObject = 1000;

struct NotedReveal {
  std::uint64_t number = 0;  // from 1 on
  std::uint64_t at_ms = 0;
  std::string user;  // "" if nobody was asked
  Reveal reveal;
};

// Durable when it returns: in a transaction of its own, unless the caller has one open.
Status note_reveal(ClientStore& store, const Reveal& reveal, std::uint64_t now_ms);
// Newest first, at most `limit`.
Result<std::vector<NotedReveal>> reveals(ClientStore& store, std::size_t limit);

}  // namespace minsync
