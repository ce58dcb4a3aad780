#include "hub/api/refusals.h"

namespace minsync {
namespace {

constexpr std::int64_t kPauseMs = 60'000;
// Beyond it they count as one: names of those who are refused can be made up.
constexpr std::size_t kMostActors = 1000;

}  // namespace

std::optional<std::uint64_t> Refusals::due(const std::string& actor, const std::string& reason, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  std::erase_if(seen_,
                [&](const auto& one) { return one.second.since == 0 && now_ms - one.second.written_ms >= kPauseMs; });
  auto key = std::pair(actor, reason);
  if (!seen_.contains(key) && seen_.size() >= kMostActors) key = {};
  const auto [found, fresh] = seen_.try_emplace(key);
  auto& seen = found->second;
  ++seen.since;
  if (!fresh && now_ms - seen.written_ms < kPauseMs) return std::nullopt;
  const auto count = seen.since;
  seen = {now_ms, 0};
  return count;
}

}  // namespace minsync
