#include "client/sync/sync_exchange.h"

#include <algorithm>
#include <iterator>

#include "client/store/bundle_shelf.h"
#include "client/sync/asking.h"
#include "client/sync/hub_error.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kFirstGuessBytesPerEdit = 150;
constexpr std::size_t kMostBatches = 4;  // in a request
static_assert(kMostBatches <= kMaxRequestBatches);

}  // namespace

Result<SyncExchange> SyncExchange::open(ClientStore& store, const SyncOptions& options) {
  MINSYNC_ASSIGN(auto key, store.device_key());
  return open(store, options, std::move(key));
}

Result<SyncExchange> SyncExchange::open(ClientStore& store, const SyncOptions& options, PrivateKey key) {
  MINSYNC_ASSIGN(auto hub_key, PublicKey::from_point(store.enrolment().hub_key));
  return SyncExchange(store, options, std::move(key), std::move(hub_key));
}

SyncExchange::SyncExchange(ClientStore& store, const SyncOptions& options, PrivateKey key, PublicKey hub_key)
    : store_(&store),
      options_(options),
      key_(std::move(key)),
      hub_key_(std::move(hub_key)),
      session_({.attempts = options.attempts}),
      sizes_(options.max_batch_bytes, options.answer_bytes),
      bytes_per_edit_(kFirstGuessBytesPerEdit) {}

std::size_t SyncExchange::InFlight::edits() const {
  std::size_t edits = 0;
  for (const auto& batch : sent) edits += batch.count;
  return edits;
}

std::size_t SyncExchange::wanted_edits() const {
  const auto most = std::min(options_.batch_edits, most_edits_);
  return std::clamp<std::size_t>(sizes_.batch_bytes() / bytes_per_edit_, 1, most);
}

Result<std::optional<SyncExchange::Packed>> SyncExchange::packed(const SendGroup& group, Sequence after,
                                                                 std::size_t wanted) {
  MINSYNC_ASSIGN(auto found, pack_after(*store_, group, after, wanted, sizes_.compression_level()));
  if (!found) return std::nullopt;
  Packed out;
  out.edits = {found->edits, found->edits.count >= wanted, !found->known.empty()};
  MINSYNC_ASSIGN(out.part, signed_part(*store_, key_, std::move(*found)));
  bytes_per_edit_ = std::max<std::size_t>(out.part.batch.size() / out.edits.count, 1);
  return out;
}

// Only where a batch was as large as may be there are more; and what a hub lost is sent with its proof, which the
// answer may change.
std::optional<SyncExchange::Packed> SyncExchange::packed_after(const Edits& before) {
  if (!before.full || before.with_proof) return std::nullopt;
  auto next = packed(before.group, before.last.sequence, wanted_edits());
  if (!next || !*next || (*next)->edits.with_proof) return std::nullopt;
  return std::move(*next);
}

void SyncExchange::prepare(const std::function<bool()>& is_wanted) {
  prepared_.clear();
  if (request_.sent.empty()) return;
  auto before = request_.sent.back();
  for (std::size_t bytes = 0; prepared_.size() < kMostBatches;) {
    auto next = packed_after(before);
    if (!next) break;
    before = next->edits;
    bytes += next->part.batch.size();
    prepared_.push_back(std::move(*next));
    if (is_wanted() || bytes + prepared_.back().part.batch.size() > sizes_.batch_bytes()) break;
  }
}

// One edit goes however large it is.
bool SyncExchange::fit(std::span<const Packed> packed) const {
  if (packed.size() == 1 && packed.front().edits.count == 1) return true;
  std::size_t bytes = 0, largest = 0;
  for (const auto& one : packed) {
    bytes += one.part.batch.size();
    largest = std::max(largest, one.edits.count);
  }
  return largest <= wanted_edits() && bytes <= 2 * sizes_.batch_bytes();
}

// Something urgent may have been entered meanwhile, or the answer have changed what is to be sent.
Result<bool> SyncExchange::comes_first(const Edits& edits) {
  MINSYNC_ASSIGN(const auto first, store_->next_to_send(1));
  return !first.empty() && first.front().edit.id == edits.first && first.front().partition == edits.group.partition;
}

// A batch has urgent forms' edits or others', never both.
bool SyncExchange::may_go(const std::optional<SendGroup>& group) const {
  return group && (group->urgent || !options_.urgent_only);
}

Result<bool> SyncExchange::nothing_urgent() {
  MINSYNC_ASSIGN(const auto first, store_->first_to_send());
  return !may_go(first);
}

void SyncExchange::put_batches(SyncRequest& request, std::vector<Packed> next) {
  for (auto& one : next) {
    request.batches.push_back(std::move(one.part.batch));
    std::ranges::move(one.part.evidence, std::back_inserter(request.evidence));
    request_.sent.push_back(one.edits);
  }
}

Status SyncExchange::add_batches(SyncRequest& request) {
  auto next = std::exchange(prepared_, {});
  if (!request.answered && next.size() > 1) next.resize(1);
  if (!next.empty()) {
    MINSYNC_ASSIGN(const bool first, comes_first(next.front().edits));
    if (!first || !fit(next)) next.clear();
  }
  MINSYNC_ASSIGN(const auto group, store_->first_to_send());
  if (!may_go(group)) return {};
  for (std::size_t limit = wanted_edits(); next.empty(); limit /= 2) {
    MINSYNC_ASSIGN(auto one, packed(*group, Sequence{}, limit));
    if (!one) return {};
    if (fit({&*one, 1})) next.push_back(std::move(*one));
  }
  put_batches(request, std::move(next));
  return {};
}

// Other devices' edits, after the own ones.
Status SyncExchange::add_relayed(SyncRequest& request) {
  if (!request.batches.empty() || options_.urgent_only) return {};
  MINSYNC_ASSIGN(const auto part, next_relayed(*store_));
  if (part) request.relayed = encode_relayed_part(*part);
  return {};
}

// Signed, and noted as on its way.
std::string SyncExchange::finished(const SyncRequest& request) {
  request_.counter = request.counter;
  request_.relaying = !request.relayed.empty();
  request_.asked.cursors = request.cursors;
  request_.asked.at_ms = request.clock_ms;
  request_.asked.audit_seen = request.audit_seen;
  auto body = sign(encode_request(request));
  request_.bytes = body.size();
  return body;
}

Result<std::string> SyncExchange::request(std::uint64_t now_ms) {
  request_ = {};
  ahead_.reset();
  MINSYNC_ASSIGN(auto request, next_request(*store_, now_ms, sizes_.answer_bytes()));
  MINSYNC_TRY(add_batches(request));
  MINSYNC_TRY(add_relayed(request));
  MINSYNC_ASSIGN(request_.asked.known, own_blocks(*store_, request.cursors));
  for (const auto& own : request_.asked.known) {
    auto& known = request.known.emplace_back(KnownBlocks{own.partition, {}});
    for (const auto& block : own.blocks) known.blocks.push_back(block.known);
  }
  return finished(request);
}

namespace {

bool brings_nothing(const PartitionChanges& changes) {
  return changes.complete && !changes.anew && changes.records.empty() && changes.same.empty() &&
         !is_told_anew(changes.cursor.whole);
}

// It took all edits, so many, as they were, and has nothing else to say.
bool only_took(const SyncAnswer& answer, std::size_t edits) {
  std::uint64_t taken = 0;
  for (const auto& range : answer.received) taken += range.tag == 0 ? 0 : range.count;
  return taken == edits && !answer.incarnation_spent && !answer.copied && answer.receipts.empty() &&
         answer.unread.empty() && answer.relayed.empty() && answer.kept.empty() &&
         std::ranges::all_of(answer.partitions, brings_nothing);
}

}  // namespace

Result<bool> SyncExchange::may_go_ahead() {
  if (prepared_.empty() || options_.urgent_only || request_.sent.empty() || request_.relaying) return false;
  if (answer_.epoch != store_->enrolment().epoch || !only_took(answer_, request_.edits())) return false;
  if (!fit(prepared_)) return false;
  // Another process may have stored something of its own.
  MINSYNC_ASSIGN(const auto sync, store_->sync_state());
  if (sync.cursors != request_.asked.cursors) return false;
  // What was sent is the first to be sent still, unless something more urgent was entered meanwhile.
  return comes_first(request_.sent.front());
}

// What the store would say once the answer is in it.
Result<SyncRequest> SyncExchange::next_after_answer(std::uint64_t now_ms) {
  MINSYNC_ASSIGN(auto request, next_request(*store_, now_ms, sizes_.answer_bytes()));
  request.answered = answer_.counter;
  const auto& newest = request_.sent.back();
  request.receipted_incarnation = newest.last.incarnation;
  request.receipted = newest.last.sequence;
  request.receipted_digest = newest.last_digest;
  for (const auto& changes : answer_.partitions) {
    std::erase_if(request.cursors, [&](const Cursor& c) { return c.partition == changes.cursor.partition; });
    request.cursors.push_back(changes.cursor);
  }
  return request;
}

std::optional<std::string> SyncExchange::request_ahead(std::uint64_t now_ms) {
  const auto may = may_go_ahead();
  if (!may || !*may) return std::nullopt;
  auto request = next_after_answer(now_ms);
  if (!request) return std::nullopt;
  auto answered = std::exchange(request_, {});
  put_batches(*request, std::exchange(prepared_, {}));
  auto body = finished(*request);
  ahead_ = std::exchange(request_, std::move(answered));
  return body;
}

SessionAction SyncExchange::failed(Fault fault, bool busy) {
  const auto kind = fault.kind;
  fault_ = std::move(fault);
  if (kind == FaultKind::interrupted) return session_.on(SessionEvent::cancelled);
  if (busy) return session_.on(SessionEvent::busy);
  return session_.on(kind == FaultKind::unreachable ? SessionEvent::no_answer : SessionEvent::denied);
}

SessionAction SyncExchange::cancelled() {
  return failed({FaultKind::interrupted, "network.interrupted", {}, {}});
}

Status SyncExchange::read_answer(const HttpAnswer& answer) {
  if (answer.status != 200) return fail(hub_error(answer));
  if (answer.body.size() < kSignatureSize) return fail(FaultKind::integrity, "network.bad_answer");
  const auto message = std::string_view(answer.body).substr(0, answer.body.size() - kSignatureSize);
  if (!hub_key_.verify(message, std::string_view(answer.body).substr(message.size()))) {
    return fail(FaultKind::integrity, "network.bad_signature");
  }
  MINSYNC_ASSIGN(answer_, decode_answer(message));
  if (answer_.counter != request_.counter) return fail(FaultKind::integrity, "network.bad_answer");
  return {};
}

SessionAction SyncExchange::answered(Result<HttpAnswer> answer, std::uint64_t now_ms, double seconds) {
  arrived_ms_ = now_ms;
  asked_pause_ms_ = 0;
  if (!answer) {
    sizes_.broke(request_.bytes);
    return failed(std::move(answer).error());
  }
  ++report_.round_trips;
  asked_pause_ms_ = static_cast<std::uint64_t>(std::max(answer->retry_after_s, 0)) * 1000;
  if (auto read = read_answer(*answer); !read) return failed(std::move(read).error(), is_busy(*answer));
  sizes_.carried(request_.bytes + answer->body.size(), seconds);
  return session_.on(SessionEvent::answered);
}

// Where the hub could not read edits that were sent together, fewer go at once, until it is one that cannot be read.
void SyncExchange::choose_size() {
  std::size_t largest = 0;
  for (const auto& batch : request_.sent) largest = std::max(largest, batch.count);
  const bool divide = !answer_.unread.empty() && largest > 1;
  most_edits_ = divide ? largest / 2 : std::min(most_edits_ * 2, kMaxBatchEdits);
}

Status SyncExchange::store_relayed_answer() {
  if (!request_.relaying) return {};
  if (answer_.relayed.empty()) return fail(FaultKind::failed, "network.bad_answer");
  MINSYNC_ASSIGN(const auto relayed, decode_relayed_answer(answer_.relayed));
  ++report_.relayed;
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_->database()));
  MINSYNC_TRY(store_relayed(*store_, relayed));
  return transaction.commit();
}

Status SyncExchange::note_progress(const AnswerCounts& counts) {
  for (const auto& range : answer_.received) report_.pushed += range.count;
  add(report_.counts, counts);
  if (!answer_.partitions.empty()) MINSYNC_TRY(store_relayed_answer());
  choose_size();
  MINSYNC_ASSIGN(const bool any_left, store_->any_unsent());
  MINSYNC_ASSIGN(const auto to_relay, anything_to_relay(*store_));
  MINSYNC_ASSIGN(const auto sync, store_->sync_state());
  report_.complete = !any_left && !to_relay && sync.complete && !answer_.incarnation_spent;
  // An answer that neither took an edit nor brought a change would be asked for again for ever.
  const bool taken = !answer_.received.empty() || !answer_.unread.empty() || answer_.incarnation_spent;
  if (!request_.sent.empty() && !taken) return fail(FaultKind::failed, "network.bad_answer");
  return {};
}

SessionAction SyncExchange::store() {
  auto counts = store_answer(*store_, answer_, request_.asked, arrived_ms_);
  const Status noted = counts ? note_progress(*counts) : fail(counts.error());
  if (!noted) {
    fault_ = noted.error();
    return session_.on(SessionEvent::store_failed);
  }
  bool last = report_.complete;
  if (!last && options_.urgent_only) {
    const auto done = nothing_urgent();
    last = !done || *done;
  }
  if (ahead_) request_ = std::move(*std::exchange(ahead_, std::nullopt));
  return session_.on(last ? SessionEvent::stored_last : SessionEvent::stored);
}

}  // namespace minsync
