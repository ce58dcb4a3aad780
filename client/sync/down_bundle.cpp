#include "client/sync/down_bundle.h"

#include "client/store/bundle_shelf.h"

namespace minsync {
namespace {

Result<std::vector<SyncAnswer>> read_answers(const DownBundle& bundle) {
  std::vector<SyncAnswer> answers;
  for (const auto& bytes : bundle.answers) {
    MINSYNC_ASSIGN(auto answer, decode_answer(bytes));
    if (!answers.empty() && answer.epoch != answers.front().epoch) {
      return fail(FaultKind::bad_input, "codec.malformed", {"bundle", "epoch"});
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

// What is stored here must begin where the answers begin, or later: what they do not tell is known then.
Result<bool> connects(ClientStore& store, const SyncRequest& asking, std::uint16_t epoch) {
  const auto own = store.enrolment().epoch;
  if (epoch != asking.epoch)
    return own == asking.epoch || own == epoch;  // everything is told from the first receipt on
  if (own != epoch) return false;
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  return asking.receipt_cursor <= sync.receipt_cursor;
}

std::vector<Cursor> cursors_of(const SyncAnswer& answer) {
  std::vector<Cursor> cursors;
  for (const auto& partition : answer.partitions) cursors.push_back(partition.cursor);
  return cursors;
}

}  // namespace

Result<StoredBundle> store_bundle(ClientStore& store, const UnsealedBundle& file, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto hub_key, PublicKey::from_point(store.enrolment().hub_key));
  MINSYNC_ASSIGN(const auto bundle, open_down_bundle(file, hub_key));
  const auto& asking = bundle.asking;
  if (asking.device != store.enrolment().device) {
    return fail(FaultKind::not_allowed, "client.bundle_foreign", {asking.device.value.text()});
  }
  MINSYNC_ASSIGN(const bool made_here, made_bundle(store, bundle.mark));
  if (bundle.mark.value != 0 && !made_here) return fail(FaultKind::not_allowed, "client.bundle_of_copy");
  MINSYNC_ASSIGN(const auto answers, read_answers(bundle));
  StoredBundle stored;
  if (answers.empty()) return stored;
  const auto epoch = answers.front().epoch;
  stored.outdated = epoch < store.enrolment().epoch;
  if (stored.outdated) return stored;
  MINSYNC_ASSIGN(const bool connected, connects(store, asking, epoch));
  stored.counts.gap = !connected;
  Asked asked{asking.cursors, 0, {}, true, asking.incarnation, asking.cursors};
  for (std::size_t i = 0; i < answers.size() && connected; ++i) {
    MINSYNC_ASSIGN(const auto counts, store_answer(store, answers[i], asked, now_ms));
    add(stored.counts, counts);
    asked.cursors = cursors_of(answers[i]);
  }
  return stored;
}

}  // namespace minsync
