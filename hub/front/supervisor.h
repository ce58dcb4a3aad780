// The parent of the process that serves. It has one thread, opens nothing of the hub's folder, and starts the serving
// process again when that dies or its listener does not answer any more: cpprestsdk's listener may do both. What was
// not committed then is lost to nobody, as no client was told that it arrived.
#pragma once

#include <chrono>
#include <functional>

#include "sync_protocol/result.h"

namespace minsync {

struct Supervision {
  // Tells the parent that the serving process serves, and on which port of loopback its listener is.
  using Ready = std::function<void(int inner_port)>;
  // What the serving process does: returns its exit code, after SIGTERM soon. `again`: it is not the first one.
  std::function<int(const Ready& ready, bool again)> serve;
  // The serving process ended unasked, and is started again.
  std::function<void()> ended_unasked = [] {};
  // A listener that answers nothing, `probes` times one after the other, is taken for dead.
  std::chrono::milliseconds probe_every{2'000}, probe_limit{3'000};
  int probes = 4;
  // Between an end and a start, doubled with each end that comes soon after a start, up to `longest_pause`.
  std::chrono::milliseconds pause{100}, longest_pause{10'000};
};

// Returns when SIGTERM or SIGINT came and the serving process has ended, or when the first one ended before it served:
// its exit code, 1 if it had none. SIGHUP lets the serving process end as SIGTERM does, and starts another one. The
// serving process dies with this one, however that ends. To be called while the process has one thread.
int supervise(const Supervision& supervision);

}  // namespace minsync
