// One exchange with the hub, step by step: what to send, what an answer means, what comes next. It has no line, does
// not wait and is told the time; sync_agent.h gives it these, the simulator in its own way.
#pragma once

#include <functional>
#include <span>

#include "client/store/client_store.h"
#include "client/store/hub_answer.h"
#include "client/store/packing.h"
#include "client/sync/line_sizes.h"
#include "client/transport/transport.h"
#include "sync_protocol/bundle.h"
#include "sync_protocol/session.h"

namespace minsync {

struct SyncOptions {
  std::size_t max_batch_bytes = 0;        // of one request's batches, encoded; 0: as the line allows (line_sizes.h)
  std::size_t batch_edits = 2000;         // at most, in each of the batches of an upload
  std::size_t answer_bytes = 512 * 1024;  // at most
  int attempts = 4;
  // Urgent forms' edits alone; it ends, without being complete, when the hub has these.
  bool urgent_only = false;
};

struct SyncReport {
  AnswerCounts counts;
  std::uint64_t relayed = 0;  // parts of other devices' bundles
  std::uint64_t pushed = 0, round_trips = 0, bytes_sent = 0, bytes_received = 0;
  double seconds = 0;
  bool complete = false;  // nothing left to send, everything in scope is here
};

class SyncExchange {
 public:
  // `store` must outlive it.
  static Result<SyncExchange> open(ClientStore& store, const SyncOptions& options);
  // With the device's key, for who has read it already.
  static Result<SyncExchange> open(ClientStore& store, const SyncOptions& options, PrivateKey key);

  SessionAction begin() { return session_.on(SessionEvent::start); }

  // SessionAction::ask. The body for POST /v1/sync; its number is durable when this returns.
  Result<std::string> request(std::uint64_t now_ms);
  // While the hub works on the request: packs the edits that will most likely be sent next, a batch at a time, until a
  // request is full or `is_wanted` says that its answer is here. Nothing is lost where they are not sent, and a fault
  // shows when they are wanted.
  void prepare(const std::function<bool()>& is_wanted = [] { return false; });
  // What came of it, or the fault of `request` itself, and how long the line took.
  SessionAction answered(Result<HttpAnswer> answer, std::uint64_t now_ms, double seconds);

  // Between `answered` and `store`: the next request, with the edits that `prepare` packed, so that the hub works while
  // the answer is stored. Nothing, where the answer bears on it by more than having taken the edits. Its own answer
  // goes to `answered` when `store` has said SessionAction::ask; otherwise, or after a crash, it is of no use, and the
  // edits are sent again.
  std::optional<std::string> request_ahead(std::uint64_t now_ms);

  // SessionAction::store: makes the answer durable.
  SessionAction store();

  // SessionAction::pause: how long; `random` spreads machines that failed together.
  std::uint64_t pause_ms(std::uint64_t random) const { return session_.pause_ms(random, asked_pause_ms_); }
  SessionAction pause_over() { return session_.on(SessionEvent::pause_over); }

  // Instead of answered or pause_over.
  SessionAction cancelled();

  const Fault& fault() const { return fault_; }  // after SessionAction::give_up
  SyncReport& report() { return report_; }

 private:
  SyncExchange(ClientStore& store, const SyncOptions& options, PrivateKey key, PublicKey hub_key);
  struct Edits : BatchedEdits {
    bool full = false;        // as many as were wanted: there may be more
    bool with_proof = false;  // the hub lost them
  };
  struct Packed {
    BundlePart part;
    Edits edits;
  };
  // A request on its way.
  struct InFlight {
    std::uint64_t counter = 0;
    std::size_t bytes = 0;
    std::vector<Edits> sent;
    bool relaying = false;
    Asked asked;

    std::size_t edits() const;
  };
  std::size_t wanted_edits() const;
  Result<std::optional<Packed>> packed(const SendGroup& group, Sequence after, std::size_t wanted);
  std::optional<Packed> packed_after(const Edits& before);
  bool fit(std::span<const Packed> packed) const;
  Result<bool> comes_first(const Edits& edits);
  Status add_batches(SyncRequest& request);
  void put_batches(SyncRequest& request, std::vector<Packed> next);
  bool may_go(const std::optional<SendGroup>& group) const;
  Result<bool> nothing_urgent();
  Status add_relayed(SyncRequest& request);
  std::string finished(const SyncRequest& request);
  Result<SyncRequest> next_after_answer(std::uint64_t now_ms);
  Result<bool> may_go_ahead();
  Status read_answer(const HttpAnswer& answer);
  Status note_progress(const AnswerCounts& counts);
  Status store_relayed_answer();
  void choose_size();
  SessionAction failed(Fault fault, bool busy = false);
  std::string sign(std::string bytes) const { return bytes + key_.sign(bytes); }

  ClientStore* store_;
  SyncOptions options_;
  PrivateKey key_;
  PublicKey hub_key_;
  Session session_;
  LineSizes sizes_;
  std::size_t bytes_per_edit_, most_edits_ = kMaxBatchEdits;
  std::uint64_t arrived_ms_ = 0, asked_pause_ms_ = 0;
  InFlight request_;               // the newest, or the one whose answer is to be stored
  std::optional<InFlight> ahead_;  // the one after that
  std::vector<Packed> prepared_;
  SyncAnswer answer_;
  Fault fault_;
  SyncReport report_;
};

}  // namespace minsync
