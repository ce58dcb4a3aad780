#include "hub/api/bundle_out.h"

#include <algorithm>
#include <utility>

#include "hub/api/epoch.h"
#include "hub/api/told.h"
#include "hub/ingest/rights.h"
#include "shared/crypto/sealed_bundle.h"
#include "sync_protocol/codec/bundle.h"

namespace minsync {
namespace {

constexpr std::size_t kReplyBytes = 1u << 20;
constexpr std::uint32_t kPageBytes = 4u << 20;

// A device that never told anything: what it was told at its enrolment is where it stands.
Result<Told> told_by(HubStore& store, const Device& device) {
  MINSYNC_ASSIGN(auto told, newest_told(store, device.id));
  if (told) return std::move(*told);
  Told nothing;
  nothing.asking.device = device.id;
  MINSYNC_ASSIGN(nothing.asking.epoch, epoch_of(store));
  return nothing;
}

std::vector<Cursor> cursors_of(const SyncAnswer& answer) {
  std::vector<Cursor> cursors;
  for (const auto& partition : answer.partitions) cursors.push_back(partition.cursor);
  return cursors;
}

class Answers {
 public:
  Answers(HubStore& store, const IngestContext& context, const Device& device, Told told)
      : store_(store), context_(context), told_(std::move(told)), request_{device, told_.asking, {}, 0} {}

  Status add_all(SealedBundle& sealed, DownBundle& bundle, std::size_t most_bytes) {
    request_.message.answer_bytes = static_cast<std::uint32_t>(std::min<std::size_t>(kPageBytes, most_bytes));
    MINSYNC_ASSIGN(const auto life, store_.life(request_.device.id, request_.message.incarnation));
    for (std::size_t bytes = 0; bytes < most_bytes || !all_receipts_;) {
      Taken taken;
      taken.admission.spent = life && life->spent;
      taken.admission.copied = told_.copied;
      MINSYNC_ASSIGN(auto answer, next(std::move(taken)));
      count(sealed, answer);
      bundle.answers.push_back(encode_answer(answer));
      bytes += bundle.answers.back().size();
      if (sealed.complete || bundle.answers.size() == kMaxBundleParts) return {};
      request_.message.cursors = cursors_of(answer);
      request_.message.receipt_cursor = answer.receipt_cursor;
      request_.message.epoch = answer.epoch;
    }
    return {};
  }

 private:
  // Edits without a receipt count as merged as they were made: so they are named once all receipts are told.
  Result<SyncAnswer> next(Taken taken) {
    auto& message = request_.message;
    MINSYNC_ASSIGN(const auto epoch, epoch_of(store_));
    MINSYNC_ASSIGN(all_receipts_, receipts_fit(store_, request_.device.id, message, epoch));
    if (all_receipts_) {
      auto& report = taken.batches.emplace_back().report;
      report.received = std::exchange(told_.received, {});
      report.repeated = std::exchange(told_.repeated, {});
    }
    MINSYNC_ASSIGN(auto answer, read_sync_answer(store_, context_, request_, std::move(taken)));
    answer.clock_ms = static_cast<std::uint64_t>(context_.now_ms);
    answer.unread = std::exchange(told_.unread, {});
    return answer;
  }

  void count(SealedBundle& sealed, const SyncAnswer& answer) const {
    sealed.receipts += answer.receipts.size();
    for (const auto& partition : answer.partitions) sealed.records += partition.records.size();
    sealed.complete = all_receipts_ && std::ranges::all_of(answer.partitions, &PartitionChanges::complete);
  }

  HubStore& store_;
  const IngestContext& context_;
  Told told_;
  VerifiedRequest request_;
  bool all_receipts_ = false;
};

}  // namespace

Result<SealedBundle> make_down_bundle(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const Device& device, std::size_t most_bytes) {
  if (device.revoked) return fail(FaultKind::not_allowed, "hub.device_revoked");
  MINSYNC_ASSIGN(const auto reader, PublicKey::from_point(device.public_key));
  MINSYNC_ASSIGN(auto told, told_by(store, device));
  SealedBundle sealed;
  DownBundle bundle{told.asking, told.mark, {}};
  Answers answers(store, context, device, std::move(told));
  MINSYNC_TRY(answers.add_all(sealed, bundle, most_bytes));
  const auto content = sign_message(hub.key, encode_down_bundle(bundle));
  bundle.answers.clear();
  const std::vector<PublicKey> readers{reader};
  sealed.file = seal_bundle(hub.key, readers, content, static_cast<std::uint64_t>(context.now_ms));
  return sealed;
}

// Who carries a bundle can read it, so nobody carries forms that are not his.
static bool may_carry(const Device& relay, const Device& author) {
  const auto is_his = [&](const std::string& form) { return sees_form(relay, form); };
  return relay.forms.empty() || (!author.forms.empty() && std::ranges::all_of(author.forms, is_his));
}

static Result<std::string> write_relayed_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                                const Device& relay, RelayedAnswer answer) {
  MINSYNC_ASSIGN(const auto author, store.find_device(answer.device));
  if (answer.reason.empty() && author && !author->revoked && may_carry(relay, *author)) {
    MINSYNC_ASSIGN(auto reply, make_down_bundle(store, context, hub, *author, kReplyBytes));
    // A first download of everything is more than a reply: the hub's own command makes that bundle.
    if (reply.file.size() <= kMaxRelayedBytes / 2) answer.reply = std::move(reply.file);
  }
  return encode_relayed_answer(answer);
}

Result<SyncAnswer> read_whole_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                     const VerifiedRequest& request, Taken taken) {
  const auto relayed = std::exchange(taken.relayed, std::nullopt);
  MINSYNC_ASSIGN(auto answer, read_sync_answer(store, context, request, std::move(taken)));
  if (relayed) {
    MINSYNC_ASSIGN(answer.relayed, write_relayed_answer(store, context, hub, request.device, *relayed));
  }
  return answer;
}

}  // namespace minsync
