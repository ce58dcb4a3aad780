// Unlocked sessions: who has shown his PIN, on a terminal or on the local page, and when he last did something. The
// database keeps only hashes of their tokens. Times are Unix ms.
#pragma once

#include <optional>
#include <string>

#include "client/users/users.h"

namespace minsync {

// A new token, 64 hex digits, for a user whose PIN was right. Sessions idle for more than a day go.
Result<std::string> begin_session(Database& database, const std::string& name, std::uint64_t now_ms);

// Whose session it is: nobody's if there is none, or if it was idle for longer than `idle_ms`; a clock that went back
// by more than that counts as idle too. Otherwise this is its last use, noted to a tenth of `idle_ms`.
Result<std::optional<User>> use_session(Database& database, const std::string& token, std::uint64_t now_ms,
                                        std::uint64_t idle_ms);
// The same, but no use of it: what looks by itself, as a page's status bar does, must not keep it open.
Result<std::optional<User>> look_at_session(Database& database, const std::string& token, std::uint64_t now_ms,
                                            std::uint64_t idle_ms);

Status end_session(Database& database, const std::string& token);
Status end_sessions_of(Database& database, const std::string& name);

}  // namespace minsync
