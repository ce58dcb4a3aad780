#include "client/users/pin_rules.h"

#include <algorithm>

namespace minsync {
namespace {

constexpr std::size_t kShortestPin = 6, kShortestPassword = 8, kLongest = 128;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// From each digit to the next the same step, which is 0, 1 up or 1 down; 0 follows 9.
bool is_simple(std::string_view digits) {
  const auto step = [&](std::size_t i) { return (digits[i] - digits[i - 1] + 10) % 10; };
  const int first = step(1);
  if (first != 0 && first != 1 && first != 9) return false;
  for (std::size_t i = 2; i < digits.size(); ++i) {
    if (step(i) != first) return false;
  }
  return true;
}

}  // namespace

Status check_pin(std::string_view pin) {
  if (pin.size() > kLongest) return fail(FaultKind::bad_input, "clerks.pin_too_long", {std::to_string(kLongest)});
  if (!std::ranges::all_of(pin, is_digit)) {
    if (pin.size() >= kShortestPassword) return {};
    return fail(FaultKind::bad_input, "clerks.password_too_short", {std::to_string(kShortestPassword)});
  }
  if (pin.size() < kShortestPin) {
    return fail(FaultKind::bad_input, "clerks.pin_too_short", {std::to_string(kShortestPin)});
  }
  if (is_simple(pin)) return fail(FaultKind::bad_input, "clerks.pin_too_simple");
  return {};
}

}  // namespace minsync
