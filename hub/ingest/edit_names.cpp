#include "hub/ingest/edit_names.h"

#include <algorithm>

#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

// Incarnations from here on are the hub's, for forks; devices choose theirs below.
constexpr std::uint32_t kFirstFork = 0x8000'0000;
// A chain of own edits that are all not shown yet; more than an office makes of one field between two answers.
constexpr std::size_t kLongestChain = 100'000;

std::vector<SequenceRange> ranges_of(std::vector<EditId> ids) {
  std::ranges::sort(ids, {}, [](const EditId& id) { return std::pair(id.sequence, id.incarnation); });
  std::vector<SequenceRange> ranges;
  for (const auto& id : ids) {
    const bool goes_on = !ranges.empty() && ranges.back().incarnation == id.incarnation &&
                         ranges.back().last.value + 1 == id.sequence.value;
    if (goes_on) {
      ranges.back().last = id.sequence;
    } else {
      ranges.push_back({id.incarnation, id.sequence, id.sequence});
    }
  }
  return ranges;
}

}  // namespace

EditId EditNames::fork_name(const EditId& id, EditDigest digest) {
  return {id.device, Incarnation{static_cast<std::uint32_t>(digest.value >> 32) | kFirstFork}, id.sequence};
}

void EditNames::arrived(const Edit& edit, EditDigest digest, const KnownEdit& known) {
  here_.emplace(std::pair(edit.id, digest), Here{&edit, known});
}

void EditNames::arrived(std::span<const Edit> edits, PartitionId partition, Version first) {
  runs_.push_back({edits, partition, first});
}

// Few edits stand on others of their own batch: digests of a run are made when one is asked for.
std::optional<EditNames::Here> EditNames::find_here(const EditId& id, EditDigest digest) const {
  if (const auto here = here_.find({id, digest}); here != here_.end()) return here->second;
  for (const auto& run : runs_) {
    const auto edit = std::ranges::lower_bound(run.edits, id, {}, &Edit::id);
    if (edit == run.edits.end() || edit->id != id || edit_digest(*edit) != digest) continue;
    const auto at = static_cast<std::uint64_t>(edit - run.edits.begin());
    return Here{&*edit, {id, {run.partition, {run.first.value + at}}, true}};
  }
  return std::nullopt;
}

// What this batch adds is found here, so what the journal has stays as it was.
Result<bool> EditNames::is_newest(const EditId& id) {
  const auto [newest, asked] = newest_.try_emplace({id.device, id.incarnation});
  if (asked) {
    MINSYNC_ASSIGN(newest->second, store_.last_sequence(id.device, id.incarnation));
  }
  return id.sequence > newest->second;
}

Result<std::optional<ReceivedEdit>> EditNames::find_received(const EditId& id) {
  MINSYNC_ASSIGN(const bool newest, is_newest(id));
  if (newest) return std::nullopt;
  return store_.received(id);
}

Result<std::optional<KnownEdit>> EditNames::find(const EditId& id, EditDigest digest) {
  if (const auto here = find_here(id, digest)) return here->known;
  MINSYNC_ASSIGN(const auto received, find_received(id));
  if (!received) return std::nullopt;
  MINSYNC_ASSIGN(const auto journaled, journal_.read(received->partition, received->version));
  const bool same = journaled && (edit_digest(journaled->edit) == digest || planted(PlantedBug::clone_unnoticed));
  if (same) {
    return KnownEdit{id, *received, journaled->verdict.kind == Verdict::Kind::merged};
  }
  MINSYNC_ASSIGN(const auto forks, store_.forks(id));
  const auto fork = std::ranges::find(forks, digest, &Fork::digest);
  if (fork == forks.end()) return std::nullopt;
  return KnownEdit{{id.device, fork->merged_as, id.sequence}, fork->at};
}

Result<std::optional<Edit>> EditNames::original(const EditId& id, EditDigest digest, const KnownEdit& known) {
  if (const auto here = find_here(id, digest)) return *here->edit;
  MINSYNC_ASSIGN(auto journaled, journal_.read(known.at.partition, known.at.version));
  if (!journaled) return std::nullopt;
  return std::move(journaled->edit);
}

// Each own edit says by its digest which it stands on, so the chain leads through one copy's edits only. What an edit
// stands on that was judged already is here, or was given up, or was lost and may come again.
Result<std::optional<std::vector<EditId>>> EditNames::chain(GroupNumber group, const EditId& author, const Base& base,
                                                            bool given_up) {
  std::vector<EditId> ids;
  Base next = base;
  while (!next.own.empty() && ids.size() < kLongestChain) {
    const auto& range = next.own.back();
    const EditId last{author.device, range.incarnation, range.last};
    MINSYNC_ASSIGN(const auto known, find(last, next.own_digest));
    if (!known) {
      MINSYNC_ASSIGN(const bool may_come, in_recovery(store_));
      if (given_up || (!ids.empty() && !may_come)) break;
      return std::nullopt;
    }
    ids.push_back(known->merged_as);
    MINSYNC_ASSIGN(const auto edit, original(last, next.own_digest, *known));
    if (!edit) return std::nullopt;
    const auto change = std::ranges::find(edit->changes, group, &GroupChange::group);
    next = change == edit->changes.end() ? Base{} : change->base;
  }
  return ids;
}

Result<std::optional<Edit>> EditNames::renamed(const Edit& edit, const EditId& merged_as, bool given_up) {
  Edit out = edit;
  out.id = merged_as;
  if (given_up) {
    MINSYNC_ASSIGN(const auto device, store_.find_device(edit.id.device));
    // Where names do not differ, what is missing in the ranges names nothing.
    if (device && !device->copied) return out;
  }
  for (auto& change : out.changes) {
    if (change.base.own.empty()) continue;
    MINSYNC_ASSIGN(auto ids, chain(change.group, edit.id, change.base, given_up));
    if (!ids) return std::nullopt;
    change.base.own = ranges_of(std::move(*ids));
  }
  return out;
}

}  // namespace minsync
