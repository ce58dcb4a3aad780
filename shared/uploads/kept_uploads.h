// What has arrived of large bodies while they come, so that one which a line cut goes on where it broke off. In memory:
// what a stopped server had is sent again as a whole. Any thread.
//
// A body goes by its name, the first 32 hex digits of its SHA-256, which also tells whether pieces fit together.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

// The header of a request that bears a body's name, see shared/http/http_server.h.
inline constexpr const char* kUploadHeader = "Minsync-Upload";

std::string upload_name(std::string_view body);
bool is_upload_name(std::string_view text);

class KeptUploads {
 public:
  using Clock = std::chrono::steady_clock;
  // Bodies that nobody sends just now: at most so many bytes of them, for so long; the oldest go first.
  struct Limits {
    std::size_t idle_bytes = 16u << 20;
    std::chrono::seconds idle_time{600};
  };
  // Who writes a body. Once another goes on with it, what still comes from the one before is not taken.
  struct Ticket {
    std::string name;
    std::uint64_t number = 0;
  };

  KeptUploads() : KeptUploads(Limits{}) {}
  explicit KeptUploads(const Limits& limits) : limits_(limits) {}

  std::size_t kept(const std::string& name);
  // From `offset` on; what is kept behind it is dropped. Nothing: less than that is kept.
  std::optional<Ticket> begin(const std::string& name, std::size_t offset, Clock::time_point now = Clock::now());
  // Makes room for so many more bytes, which saves copying what came so far.
  void expect(const Ticket& ticket, std::size_t more);
  void append(const Ticket& ticket, std::string_view bytes);
  // The line broke.
  void pause(const Ticket& ticket, Clock::time_point now = Clock::now());
  // The body, whole now; nothing where it is another than its name says, or another goes on with it. One that broke off
  // before stays: its answer may be lost as well.
  std::optional<std::string> finish(const Ticket& ticket, Clock::time_point now = Clock::now());

 private:
  struct Upload {
    std::string bytes;
    std::uint64_t writer = 0;
    bool idle = false, broke = false;
    Clock::time_point since{};
  };
  Upload* of(const Ticket& ticket);
  void rest(Upload& upload, Clock::time_point now);
  void forget_old(Clock::time_point now);

  const Limits limits_;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, Upload> uploads_;
  std::uint64_t last_writer_ = 0;
};

}  // namespace minsync
