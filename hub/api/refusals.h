// How often the same refusal is written into the audit log: at once, and then once a minute with how many there were.
// So a broken or hostile program cannot fill the disk with what is refused.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace minsync {

class Refusals {
 public:
  // How many of these there were since the last that was written, this one included; nothing if this one is not to be
  // written now. Any thread.
  std::optional<std::uint64_t> due(const std::string& actor, const std::string& reason, std::int64_t now_ms);

 private:
  struct Seen {
    std::int64_t written_ms = 0;
    std::uint64_t since = 0;
  };
  std::mutex mutex_;  // guards seen_
  std::map<std::pair<std::string, std::string>, Seen> seen_;
};

}  // namespace minsync
