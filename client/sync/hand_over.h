// What a computer that was revoked has not sent: it goes to the hub all the same, which keeps it apart for the bureau
// to decide on, and answers nothing (PROTOCOL.md, "Revoked"). Here it stays as it is.
#pragma once

#include <atomic>

#include "client/store/client_store.h"
#include "client/transport/transport.h"

namespace minsync {

// Whether the hub refused a request for a key that counted once.
bool may_be_handed_over(const Fault& fault);

// Faults are those of the store: a line that breaks ends it without a word, as the next time all of it goes again.
Status hand_over(ClientStore& store, Transport& line, const std::atomic<bool>& cancel);

}  // namespace minsync
