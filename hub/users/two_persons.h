// What two persons do together (双人复核): the first asks, another one with the right confirms, then the first does it,
// once. In the caller's transaction; the audit log is the caller's business.
#pragma once

#include "hub/storage/hub_store.h"
#include "hub/storage/people.h"
#include "hub/users/rights.h"

namespace minsync {

inline constexpr std::int64_t kRequestLastsMs = 24 * 3'600'000;

// What exactly is asked for: another file, filter or period is another request.
struct Asked {
  TwoPersons what;
  std::string about;                   // for people
  std::vector<std::string> arguments;  // everything that the result depends on
};

// The newest open request of this person for exactly this; nothing if there is none, or it has expired.
Result<std::optional<Request>> find_asked(HubStore& store, const Asked& asked, const std::string& by,
                                          std::int64_t now_ms);
Result<Request> ask(HubStore& store, const Asked& asked, const std::string& by, std::int64_t now_ms);
// Faults: bad_input, no such request, or it was confirmed, carried out or expired; not_allowed, `by` asked for it or
// has not the right.
Result<Request> approve(HubStore& store, std::uint64_t number, const User& by, std::int64_t now_ms);
// It happened. not_allowed if it is not confirmed or happened before.
Status carry_out(HubStore& store, std::uint64_t number, std::int64_t now_ms);

// A hub that was restored from a backup with its three administrators does nothing until two of them have confirmed it.
// Sessions and requests of before count no more.
Status hold_restored(HubStore& store);
Result<bool> is_held(HubStore& store);
Status release_restored(HubStore& store);

}  // namespace minsync
