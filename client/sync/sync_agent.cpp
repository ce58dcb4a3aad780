#include "client/sync/sync_agent.h"

#include <chrono>
#include <future>
#include <thread>

#include "shared/crypto/crypto.h"
#include "shared/time/wall_clock.h"

namespace minsync {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Agent {
 public:
  Agent(ClientStore& store, Transport& transport, SyncExchange exchange, const std::atomic<bool>& cancel,
        const std::function<void(const SyncProgress&)>& on_progress)
      : store_(store),
        transport_(transport),
        exchange_(std::move(exchange)),
        cancel_(cancel),
        on_progress_(on_progress) {}

  Result<SyncReport> run();

 private:
  SessionAction step(SessionAction action);
  SessionAction ask();
  SessionAction store_it();
  void post(std::string body);
  SessionAction hear();
  SessionAction pause();
  Status remember_totals();
  void tell(const TransferTotals& totals);

  ClientStore& store_;
  Transport& transport_;
  SyncExchange exchange_;
  const std::atomic<bool>& cancel_;
  const std::function<void(const SyncProgress&)>& on_progress_;
  Clock::time_point started_ = Clock::now();

  struct Heard {
    Result<HttpAnswer> answer;
    double seconds;
  };
  std::future<Heard> posted_;  // the request that is on its way
};

void Agent::post(std::string body) {
  posted_ = std::async(std::launch::async, [this, body = std::move(body), begin = Clock::now()]() mutable {
    auto answer = transport_.post("/v1/sync", "application/octet-stream", std::move(body), kMaxAnswerBytes);
    return Heard{std::move(answer), seconds_since(begin)};
  });
}

SessionAction Agent::hear() {
  exchange_.prepare([this] { return posted_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  auto heard = posted_.get();
  return exchange_.answered(std::move(heard.answer), wall_clock_ms(), heard.seconds);
}

SessionAction Agent::ask() {
  if (posted_.valid()) return hear();
  if (cancel_) return exchange_.cancelled();
  auto body = exchange_.request(wall_clock_ms());
  if (!body) return exchange_.answered(fail(std::move(body).error()), wall_clock_ms(), 0);
  post(std::move(*body));
  return hear();
}

SessionAction Agent::store_it() {
  const auto totals = transport_.totals();
  if (!cancel_) {
    if (auto body = exchange_.request_ahead(wall_clock_ms())) post(std::move(*body));
  }
  const auto next = exchange_.store();
  tell(totals);
  return next;
}

SessionAction Agent::pause() {
  const auto noise = random_bytes<2>();
  const auto random = static_cast<std::uint64_t>(noise[0]) << 8 | noise[1];
  const auto until = Clock::now() + std::chrono::milliseconds(exchange_.pause_ms(random));
  while (Clock::now() < until) {
    if (cancel_) return exchange_.cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return exchange_.pause_over();
}

void Agent::tell(const TransferTotals& totals) {
  if (!on_progress_) return;
  const auto left = store_.count_outbox(OutboxState::pending);
  const auto& report = exchange_.report();
  on_progress_({report.pushed, left ? static_cast<std::uint64_t>(*left) : 0, report.counts.pulled, totals.bytes_sent,
                totals.bytes_received, seconds_since(started_)});
}

SessionAction Agent::step(SessionAction action) {
  switch (action) {
    case SessionAction::ask:
      return ask();
    case SessionAction::store:
      return store_it();
    case SessionAction::pause:
      return pause();
    default:
      return action;
  }
}

Status Agent::remember_totals() {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_.database()));
  MINSYNC_ASSIGN(auto sync, store_.sync_state());
  sync.bytes_sent += exchange_.report().bytes_sent;
  sync.bytes_received += exchange_.report().bytes_received;
  MINSYNC_TRY(store_.set_sync_state(sync));
  return transaction.commit();
}

Result<SyncReport> Agent::run() {
  const auto before = transport_.totals();
  auto action = exchange_.begin();
  while (action != SessionAction::finish && action != SessionAction::give_up) action = step(action);
  if (posted_.valid()) posted_.wait();
  const auto after = transport_.totals();
  auto& report = exchange_.report();
  report.bytes_sent = after.bytes_sent - before.bytes_sent;
  report.bytes_received = after.bytes_received - before.bytes_received;
  report.seconds = seconds_since(started_);
  const auto remembered = remember_totals();
  if (action == SessionAction::give_up) return fail(exchange_.fault());
  MINSYNC_TRY(remembered);
  return report;
}

}  // namespace

Result<SyncReport> sync_now(ClientStore& store, Transport& transport, const SyncOptions& options,
                            const std::atomic<bool>& cancel,
                            const std::function<void(const SyncProgress&)>& on_progress) {
  MINSYNC_ASSIGN(auto exchange, SyncExchange::open(store, options));
  return Agent(store, transport, std::move(exchange), cancel, on_progress).run();
}

}  // namespace minsync
