// HTTP/1.1 on a loopback address: the only user of Boost.Beast. One thread reads, asks and answers, so that what
// answers needs no locks; a second one does what takes long; a line that is slow or silent costs memory and a deadline,
// never the thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "client/local/request.h"
#include "shared/config/values.h"
#include "sync_protocol/result.h"

namespace minsync {

struct ListenerLimits {
  std::size_t header_bytes = 16u << 10;  // more: 431
  std::size_t body_bytes = 28u << 20;    // more: 413, by Content-Length, before any of it is read
  // When one more comes, the line that has been waiting longest is closed.
  std::size_t lines = 128;
  std::chrono::milliseconds request_time{10'000};  // for the head of a line's first request, and for each body
  std::chrono::milliseconds idle_time{60'000};     // between two requests of one line
  std::chrono::milliseconds reply_time{30'000};
};

// What is asked of each request, on the thread of `run`; none may throw.
struct Answering {
  // Of the head, before the body is read: a reply ends the line.
  std::function<std::optional<LocalReply>(const LocalRequest&)> judge;
  std::function<LocalReply(const LocalRequest&)> answer;
  // Of the head, once it was judged: how long the body may be, at most ListenerLimits::body_bytes. More: 413.
  std::function<std::size_t(const LocalRequest&)> longest_body;
  // Instead of `answer`, for what takes long: work for a thread beside, one after the other, while others are answered;
  // an empty function for everything else. `run` does not return before work that has begun is done.
  std::function<std::function<LocalReply()>(const LocalRequest&)> later = {};
};

class Listener {
 public:
  // Faults: usage "local.not_loopback" for any address but 127.0.0.1, [::1] and localhost (which is 127.0.0.1), failed
  // "local.cannot_listen". Port 0: any free one.
  static Result<std::unique_ptr<Listener>> open(const ListenAddress& address, const ListenerLimits& limits);
  ~Listener();

  std::uint16_t port() const;
  // Until `cancel` is set, at which it looks ten times a second; then all lines are closed.
  void run(const Answering& asked, const std::atomic<bool>& cancel);

 private:
  struct Lines;
  explicit Listener(std::unique_ptr<Lines> lines);
  std::unique_ptr<Lines> lines_;
};

}  // namespace minsync
