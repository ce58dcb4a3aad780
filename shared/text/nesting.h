// How deep a JSON text nests, before a parser that recurses looks at it.
#pragma once

#include <cstddef>
#include <string_view>

namespace minsync {

// Whether objects and arrays stand more than `levels` deep in each other. Also of what is no JSON.
bool nests_deeper(std::string_view json, std::size_t levels);

}  // namespace minsync
