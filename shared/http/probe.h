// Whether a listener on loopback still answers.
#pragma once

#include <chrono>

namespace minsync {

// Sends a request that the listener itself refuses, without any worker, so that a full queue or a long transaction is
// not taken for death. Waits for the first byte of an answer, at most about `limit`.
bool listener_answers(int port, std::chrono::milliseconds limit);

}  // namespace minsync
