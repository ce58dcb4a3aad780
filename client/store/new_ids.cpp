#include "client/store/new_ids.h"

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr std::uint64_t kTailEnd = std::uint64_t{1} << 62;

template <std::size_t N>
std::uint64_t number_of(const std::array<std::uint8_t, N>& bytes) {
  static_assert(N <= 8);
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8 | byte;
  return number;
}

}  // namespace

void NewIds::begin() {
  head_ = static_cast<std::uint16_t>(number_of(random_bytes<2>()) & 0x0fff);
  tail_ = number_of(random_bytes<8>()) % kTailEnd;
  begun_ = true;
}

RecordId NewIds::next() {
  if (begun_) tail_ += 1 + number_of(random_bytes<4>());
  if (!begun_ || tail_ >= kTailEnd) begin();
  std::array<std::uint8_t, 10> random{};
  random[0] = static_cast<std::uint8_t>(head_ >> 8);
  random[1] = static_cast<std::uint8_t>(head_);
  for (std::size_t i = 0; i < 8; ++i) random[2 + i] = static_cast<std::uint8_t>(tail_ >> (56 - 8 * i));
  return RecordId{Uuid::version7(now_ms_, random)};
}

}  // namespace minsync
