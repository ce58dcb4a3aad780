#include "tests/fuzz/fuzz.h"

#include <algorithm>

#include "sync_protocol/codec/payload.h"

namespace minsync::fuzz {
namespace {

constexpr std::size_t kMostPlain = std::size_t{1} << 26;
constexpr std::size_t kLongestHead = 255;

}  // namespace

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", law);
  std::abort();
}

std::pair<std::uint8_t, std::string_view> split_choice(std::string_view input) {
  if (input.empty()) return {0, input};
  return {static_cast<std::uint8_t>(input.front()), input.substr(1)};
}

std::pair<std::string_view, std::string_view> split_text(std::string_view input) {
  constexpr std::string_view kLine = "\n---\n";
  const auto at = input.find(kLine);
  if (at == std::string_view::npos) return {input, {}};
  return {input.substr(0, at), input.substr(at + kLine.size())};
}

std::string unwrapped(std::string_view wrapped) {
  const auto [length, rest] = split_choice(wrapped);
  const auto head = rest.substr(0, length);
  const auto payload = rest.substr(head.size());
  ByteWriter out;
  out.raw(head);
  out.number(payload.size());
  out.byte(0);
  out.raw(payload);
  return out.take();
}

// Where the head ends is seen by what follows it: only there does the payload unpack.
std::string wrapped(std::string_view message) {
  for (std::size_t head = 4; head <= std::min(kLongestHead, message.size()); ++head) {
    ByteReader in(message.substr(head));
    std::string storage;
    const auto plain = unpack(in, kMostPlain, "seed", storage);
    if (!plain) continue;
    return static_cast<char>(head) + std::string(message.substr(0, head)) + std::string(*plain);
  }
  require(false, "a message has a payload");
  return {};
}

}  // namespace minsync::fuzz
