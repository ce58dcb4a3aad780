#include "tests/simulation/trace.h"

#include <cstdio>

#include "tests/generator/dice.h"
#include "tests/simulation/ground.h"

namespace minsync::simulation {

void Trace::line(std::uint64_t now_ms, const std::string& who, const std::string& what) {
  ++lines_;
  hash_ = scramble(hash_ + now_ms);
  for (const std::string* text : {&who, &what}) {
    for (const char c : *text) hash_ = scramble(hash_ ^ static_cast<unsigned char>(c)) + 1;
  }
  if (!print_) return;
  const std::uint64_t ms = now_ms - kBegin;
  std::printf("%4llu d %02llu:%02llu:%02llu.%03llu  %-10s %s\n", static_cast<unsigned long long>(ms / 86'400'000),
              static_cast<unsigned long long>(ms / 3'600'000 % 24), static_cast<unsigned long long>(ms / 60'000 % 60),
              static_cast<unsigned long long>(ms / 1000 % 60), static_cast<unsigned long long>(ms % 1000), who.c_str(),
              what.c_str());
}

}  // namespace minsync::simulation
