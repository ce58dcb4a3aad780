// The two faults of this folder.
#pragma once

#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

// `what` and `where` are the format's own words, for whoever looks into it: ("batch", "stamps").
inline tl::unexpected<Fault> malformed(std::string_view what, std::string_view where) {
  return fail(FaultKind::bad_input, "codec.malformed", {std::string(what), std::string(where)});
}
inline tl::unexpected<Fault> too_new(std::string_view what, std::string version) {
  return fail(FaultKind::bad_input, "codec.too_new", {std::string(what), std::move(version)});
}

}  // namespace minsync
