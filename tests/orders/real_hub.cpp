#include "tests/orders/real_hub.h"

#include <algorithm>

#include "hub/api/epoch.h"
#include "hub/ingest/committer.h"
#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync::orders {
namespace {

constexpr int kMostInBatch = 6;

template <typename T>
T sure(Result<T> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().id.c_str());
  MINSYNC_ASSERT(result);
  return std::move(result).value();
}

void sure(const Status& status) {
  if (!status) std::fprintf(stderr, "%s\n", status.error().id.c_str());
  MINSYNC_ASSERT(status);
}

UnitId unit_of(const std::string& code) {
  return Divisions::built_in().find_code(code)->id;
}

IngestContext context_at(const EveryPolicy& policies, std::uint64_t now_ms) {
  return {policies.catalogue(), Divisions::built_in(), static_cast<std::int64_t>(now_ms), "tag key"};
}

std::vector<Run> cut(const Run& all, Dice& dice) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < all.size();) {
    const auto count = std::min<std::size_t>(all.size() - i, static_cast<std::size_t>(dice.between(1, kMostInBatch)));
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(i);
    runs.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
    i += count;
  }
  return runs;
}

template <typename T>
void shuffle(std::vector<T>& all, Dice& dice) {
  for (std::size_t i = all.size(); i > 1; --i) {
    std::swap(all[i - 1], all[static_cast<std::size_t>(dice.below(static_cast<int>(i)))]);
  }
}

}  // namespace

UnitId unit_of_records() {
  return unit_of("330106002");
}

RealHub::RealHub(const EveryPolicy& policies, const History& history)
    : policies_(policies),
      history_(history),
      of_office_(kOffices),
      folder_(std::filesystem::temp_directory_path() / ("minsync-orders-" + hex(random_bytes<8>()))),
      partition_{unit_of("330106").value},
      edits_(history.written.size()),
      digests_(history.written.size()) {
  std::filesystem::create_directories(folder_);
  sure(create_hub_store(folder_.string(), policies.catalogue()));
  store_ = sure(open_hub_store(folder_.string(), policies.catalogue()));
  for (std::size_t i = 0; i < kOffices; ++i) {
    const auto& card = history.offices[i];
    Device device;
    device.id = card.id;
    device.role = card.role;
    device.unit = card.role == Role::township ? unit_of_records()
                  : card.role == Role::county ? unit_of("330106")
                                              : unit_of("330100");
    sure(store_->add_device(device));
    devices_.push_back(std::move(device));
  }
  for (std::size_t place = 0; place < history.written.size(); ++place) {
    of_office_[history.written[place].office].push_back(place);
  }
}

RealHub::~RealHub() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

Version RealHub::here(Version there) const {
  return there.value == 0 ? there : versions_.at(there);
}

// Those that reach the hub in this round: they were written in it or before.
void RealHub::make_edits(std::size_t round) {
  for (std::size_t place = 0; place < edits_.size(); ++place) {
    const Written& written = history_.written[place];
    if (written.sent != round) continue;
    Edit& edit = edits_[place] = written.edit;
    edit.seen = here(edit.seen);
    for (auto& change : edit.changes) {
      change.base.version = here(change.base.version);
      if (change.base.own.empty()) continue;
      const auto last = change.base.own.back().last.value;
      change.base.own_digest = digests_[of_office_[written.office][last - 1]];
    }
    digests_[place] = edit_digest(edit);
  }
}

std::vector<RealHub::Delivery> RealHub::deliveries_of(std::size_t round, Dice& dice) const {
  std::vector<Delivery> deliveries;
  for (const auto& places : of_office_) {
    Run fresh;
    std::ranges::copy_if(places, std::back_inserter(fresh),
                         [&](std::size_t place) { return history_.written[place].sent == round; });
    for (auto& run : cut(fresh, dice)) deliveries.push_back({std::move(run), {}});
    if (fresh.empty()) continue;
    // The same again, cut at other places, and something from the office's past.
    for (auto& run : cut(fresh, dice)) {
      if (dice.percent(25)) deliveries.push_back({std::move(run), {}});
    }
    const auto newest = static_cast<std::size_t>(std::ranges::find(places, fresh.back()) - places.begin());
    const auto from = static_cast<std::size_t>(dice.below(static_cast<int>(newest + 1)));
    const auto until = std::min(newest + 1, from + kMostInBatch);
    deliveries.push_back(
        {Run(places.begin() + static_cast<std::ptrdiff_t>(from), places.begin() + static_cast<std::ptrdiff_t>(until)),
         {}});
  }
  return deliveries;
}

Status RealHub::bring(HubStore& store, const Delivery& delivery, std::uint64_t now_ms) {
  const Device& device = devices_[history_.written[delivery.run.front()].office];
  Batch batch{device.id, Incarnation{1}, partition_, {}};
  for (const auto place : delivery.run) batch.edits.push_back(edits_[place]);
  const auto bytes = encode_batch(batch) + std::string(kSignatureSize, 's');
  MINSYNC_ASSIGN(const auto report, ingest_batch(store, context_at(policies_, now_ms), device, batch, bytes,
                                                 {Incarnation{1}, delivery.evidence}));
  merged += report.merged;
  repeated += report.duplicate;
  waited += report.waiting;
  refused += report.refused;
  return {};
}

void RealHub::bring_all(std::vector<Delivery> deliveries, std::uint64_t now_ms, Dice& dice) {
  shuffle(deliveries, dice);
  sure(run_in_transaction(*store_, [&](HubStore& store) -> Status {
    for (const auto& delivery : deliveries) MINSYNC_TRY(bring(store, delivery, now_ms));
    return {};
  }));
}

void RealHub::play(Dice& dice) {
  for (std::size_t round = 0; round < history_.rounds.size(); ++round) {
    make_edits(round);
    bring_all(deliveries_of(round, dice), history_.rounds[round].now_ms, dice);
    versions_[history_.rounds[round].last] = sure(store_->partition(partition_)).last;
  }
}

std::vector<ReceiptRange> RealHub::evidence_of(const Run& run) {
  std::vector<ReceiptRange> evidence;
  for (const auto place : run) {
    const EditId& id = edits_[place].id;
    const auto receipt = sure(store_->receipt(id, digests_[place]));
    if (history_.written[place].refused) {
      evidence.push_back({id.incarnation, id.sequence, 1, {}, {}, 0});
      continue;
    }
    const auto version = receipt ? receipt->version : sure(store_->received(id)).value().version;
    ReceiptRange range{id.incarnation, id.sequence, 1, version, receipt ? receipt->stamp : Stamp{}, 0};
    range.tag = tag_of(context_at(policies_, 0), id.device, range);
    evidence.push_back(range);
  }
  return evidence;
}

void RealHub::recover(RealHub& before, Dice& dice) {
  edits_ = before.edits_;
  digests_ = before.digests_;
  const auto now_ms = history_.rounds.back().now_ms;
  sure(run_in_transaction(
      *store_, [&](HubStore& store) { return begin_next_epoch(store, 1, static_cast<std::int64_t>(now_ms)); }));
  std::vector<Delivery> deliveries;
  for (const auto& places : of_office_) {
    for (auto& run : cut(places, dice)) {
      auto evidence = before.evidence_of(run);
      if (dice.percent(25)) deliveries.push_back({run, evidence});
      deliveries.push_back({std::move(run), std::move(evidence)});
    }
  }
  bring_all(std::move(deliveries), now_ms, dice);
  sure(run_in_transaction(*store_, [&](HubStore& store) -> Status {
    MINSYNC_TRY(close_recovery(store, context_at(policies_, now_ms)));
    return {};
  }));
}

Summary RealHub::summary() {
  std::vector<RecordId> ids;
  sure(store_->records().scan(policies_.form(), {}, [&](StoredRecord& record) -> Result<bool> {
    ids.push_back(record.state.id);
    return true;
  }));
  std::map<RecordId, RecordState> records;
  // A scan leaves out the removals of records that live.
  for (const auto id : ids) records.emplace(id, sure(store_->records().load(policies_.form(), id)).value().state);
  return summary_of(policies_.form(), records);
}

}  // namespace minsync::orders
