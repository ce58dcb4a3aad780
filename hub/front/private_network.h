// The hub's own listener out of the reach of every other program on its machine. The public socket is opened first;
// then the process leaves the machine's network for one of its own, in which there is nothing but a loopback. A socket
// stays in the network in which it was made: so HAProxy, which inherits the public one, is the only way in.
#pragma once

#include "sync_protocol/result.h"

namespace minsync {

// To be called while the process has one thread. Fault: the kernel does not let this user do it; then nothing has
// changed.
Status enter_private_network();

// Whether that would be let, tried in a child of its own.
bool private_network_possible();

}  // namespace minsync
