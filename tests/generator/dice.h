// Chance that is the same with every compiler and library: everything generated follows from a seed.
#pragma once

#include <cstdint>
#include <string_view>

namespace minsync {

// SplitMix64's finishing step (Steele, Lea, Flood 2014).
constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// Every draw needs a statement of its own: compilers may evaluate the operands of + and arguments in either order.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  // A stream of its own for each key, whatever is drawn from other streams.
  Dice(std::uint64_t seed, std::string_view key, std::uint64_t number) : state_(scramble(seed + 1)) {
    for (const char c : key) state_ = scramble(state_ ^ static_cast<unsigned char>(c)) + kStep;
    state_ = scramble(state_ + number * kStep);
  }

  std::uint64_t next() { return scramble(state_ += kStep); }
  // 0 ≤ result < n; n > 0 and far below 2^32, so that the modulus' bias does not show.
  int below(int n) { return static_cast<int>((next() >> 16) % static_cast<std::uint64_t>(n)); }
  int between(int first, int last) { return first + below(last - first + 1); }
  bool percent(int p) { return below(100) < p; }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
  std::uint64_t state_;
};

}  // namespace minsync
