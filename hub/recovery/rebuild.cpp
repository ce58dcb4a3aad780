#include "hub/recovery/rebuild.h"

#include <algorithm>
#include <map>

#include "hub/ingest/edit_names.h"
#include "hub/ingest/journal_act.h"
#include "hub/ingest/merging.h"
#include "hub/ingest/purging.h"
#include "hub/ingest/receipts.h"
#include "shared/crypto/edit_digest.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::uint64_t kEntriesAtOnce = 2000;

struct Replay {
  HubStore& live;
  HubStore& into;
  const IngestContext& context;
  Partition partition;
  Replayed done;
  // What waits or is held, by the name it will have when it is released.
  std::map<EditId, ArrivedAs> waiting;
};

// One edit of the entry that is played.
struct Step {
  const JournalEntry& entry;
  const Edit& edit;  // by its name at the hub
  const Verdict& verdict;
  Version version;
  ArrivedAs as;
  const Edit& original;  // as it came
};

tl::unexpected<Fault> broken(const char* id, const JournalEntry& entry) {
  return fail(FaultKind::integrity, id, {std::to_string(entry.partition.value), std::to_string(entry.number)});
}

Status merge(Replay& replay, const Step& step) {
  const Form* form = replay.context.forms.find(step.edit.form);
  if (form == nullptr) return fail(FaultKind::integrity, "hub.rebuild_form", {step.edit.form});
  const MergePlace place{replay.into, replay.context.divisions, replay.partition.id};
  MINSYNC_ASSIGN(auto found, find_record(place, *form, step.edit.record));
  MINSYNC_ASSIGN(auto merge,
                 RecordMerge::begin(place, *form, step.edit, std::move(found), step.version, step.verdict.placed));
  const Verdict& verdict = step.verdict;
  if (merge.record().state.version != verdict.previous) return broken("hub.rebuild_verdict", step.entry);
  const Origin origin{step.edit.id, step.version, verdict.stamp, verdict.rank, verdict.former};
  MINSYNC_ASSIGN(auto merged, merge.merge(step.edit, origin, verdict.from_birth));
  MINSYNC_TRY(merge.save(verdict.clean ? ShownBy{step.entry.device, verdict.sender} : ShownBy{}, verdict.departed));
  ++replay.done.merged;
  if (verdict.clean) return {};
  return replay.into.put_receipt(step.entry.device, receipt_of_merged(replay.context, step.as, verdict, step.edit.stamp,
                                                                      step.version, std::move(merged.outcomes)));
}

Status hold(Replay& replay, const Step& step) {
  const Verdict& verdict = step.verdict;
  const EditId name = verdict.fork ? EditNames::fork_name(step.as.id, step.as.digest) : step.edit.id;
  if (verdict.fork) {
    MINSYNC_TRY(replay.into.add_fork(
        step.as.id, {step.as.digest, name.incarnation, ReceivedEdit{replay.partition.id, step.version}}));
  }
  replay.waiting.emplace(name, step.as);
  MINSYNC_TRY(replay.into.put_receipt(step.entry.device, receipt_of_waiting(step.as, verdict)));
  const Stamp stamp = verdict.former.value == 0 ? Stamp{} : verdict.stamp;
  return replay.into.put_waiting(step.as.digest, {replay.partition.id, step.original, verdict.former, stamp});
}

// A closed record's: as it was told then, since the record is now as it was then.
Status keep_held(Replay& replay, const Step& step) {
  const Form* form = replay.context.forms.find(step.edit.form);
  if (form == nullptr) return fail(FaultKind::integrity, "hub.rebuild_form", {step.edit.form});
  const MergePlace place{replay.into, replay.context.divisions, replay.partition.id};
  MINSYNC_ASSIGN(const auto found, find_record(place, *form, step.edit.record));
  if (!found.record) return broken("hub.rebuild_verdict", step.entry);
  const Verdict& verdict = step.verdict;
  replay.waiting.emplace(step.edit.id, step.as);
  MINSYNC_TRY(replay.into.put_receipt(
      step.entry.device,
      found.purged ? receipt_of_purged(step.as) : receipt_of_held(step.as, state_in(*form, found.record->shown))));
  const Stamp stamp = verdict.former.value == 0 ? Stamp{} : verdict.stamp;
  return replay.into.put_held(step.as.digest,
                              {{replay.partition.id, step.original, verdict.former, stamp}, step.version});
}

Status play(Replay& replay, const Step& step) {
  switch (step.verdict.kind) {
    case Verdict::Kind::merged:
      return merge(replay, step);
    case Verdict::Kind::waiting:
      return hold(replay, step);
    case Verdict::Kind::held:
      return keep_held(replay, step);
    case Verdict::Kind::refused:
      return replay.into.put_receipt(step.entry.device, receipt_of_refused(step.as, step.verdict));
    case Verdict::Kind::duplicate:
      return {};
  }
  return broken("hub.rebuild_verdict", step.entry);
}

// Edits that arrived with these numbers for the first time; a fork's number belongs to another edit.
std::vector<KeptRange> arrived(const JournalEntry& entry, const Batch& batch, const std::vector<Verdict>& verdicts) {
  std::vector<KeptRange> ranges;
  for (std::size_t i = 0; i < batch.edits.size(); ++i) {
    if (verdicts[i].kind == Verdict::Kind::duplicate || verdicts[i].fork) continue;
    const Edit& edit = batch.edits[i];
    add_to_kept(ranges, edit.id, edit_digest(edit), Version{entry.first.value + i});
  }
  return ranges;
}

Status play_arrivals(Replay& replay, const JournalEntry& entry, const Batch& batch,
                     const std::vector<Verdict>& verdicts) {
  for (const auto& range : arrived(entry, batch, verdicts)) {
    MINSYNC_TRY(replay.into.add_received(entry.device, range, entry.partition));
  }
  for (std::size_t i = 0; i < batch.edits.size(); ++i) {
    const Edit& edit = batch.edits[i];
    MINSYNC_TRY(
        play(replay, {entry, edit, verdicts[i], Version{entry.first.value + i}, {edit.id, edit_digest(edit)}, edit}));
  }
  return {};
}

// The edit as it came, from where it waited or was held.
Result<std::optional<Edit>> take_kept(Replay& replay, const ArrivedAs& as, RecordId record) {
  const auto is_it = [&](const WaitingEdit& one) { return one.edit.id == as.id && edit_digest(one.edit) == as.digest; };
  MINSYNC_ASSIGN(const auto waiting, replay.into.waiting_on(record));
  if (const auto found = std::ranges::find_if(waiting, is_it); found != waiting.end()) {
    MINSYNC_TRY(replay.into.drop_waiting(as.id, as.digest));
    return found->edit;
  }
  MINSYNC_ASSIGN(const auto held, replay.into.held_on(record));
  const auto found = std::ranges::find_if(held, is_it, &HeldEdit::arrived);
  if (found == held.end()) return std::nullopt;
  MINSYNC_TRY(replay.into.drop_held(as.id, as.digest));
  return found->arrived.edit;
}

Status play_release(Replay& replay, const JournalEntry& entry, const Batch& batch,
                    const std::vector<Verdict>& verdicts) {
  const auto waited = replay.waiting.find(batch.edits.front().id);
  if (waited == replay.waiting.end()) return broken("hub.rebuild_verdict", entry);
  const ArrivedAs as = waited->second;
  replay.waiting.erase(waited);
  MINSYNC_ASSIGN(const auto original, take_kept(replay, as, batch.edits.front().record));
  if (!original) return broken("hub.rebuild_verdict", entry);
  return play(replay, {entry, batch.edits.front(), verdicts.front(), entry.first, as, *original});
}

Status play_entry(Replay& replay, const JournalEntry& entry) {
  if (chain_hash(replay.partition.chain, entry) != entry.hash) return broken("hub.chain_broken", entry);
  replay.partition.entries = entry.number;
  replay.partition.last = Version{entry.first.value + entry.count - 1};
  replay.partition.chain = entry.hash;
  const auto act = act_of(entry);
  if (act && act->act == Act::purged) {
    MINSYNC_ASSIGN(auto purged, purge_up_to(replay.into, replay.context, replay.partition, act->fence));
    replay.partition = purged.partition;
  }
  // First into the journal, since edits that are merged again from their record's birth are read from there.
  MINSYNC_TRY(replay.into.append(entry, replay.partition));
  ++replay.done.entries;
  if (act) return {};
  MINSYNC_ASSIGN(const auto edits, edits_of(entry));
  MINSYNC_ASSIGN(const auto verdicts, decode_verdicts(entry.verdicts));
  const auto& batch = edits.batch;
  const bool whole = batch.edits.size() == entry.count && verdicts.size() == entry.count && !batch.edits.empty();
  if (!whole || (edits.released && entry.count != 1)) return broken("hub.chain_broken", entry);
  return edits.released ? play_release(replay, entry, batch, verdicts) : play_arrivals(replay, entry, batch, verdicts);
}

// What waited or was held when `into` was copied.
Status know_waiting(Replay& replay) {
  MINSYNC_ASSIGN(auto kept, replay.into.all_waiting());
  MINSYNC_ASSIGN(const auto held, replay.into.all_held());
  for (const auto& one : held) kept.push_back(one.arrived);
  for (const auto& one : kept) {
    if (one.partition != replay.partition.id) continue;
    const ArrivedAs as{one.edit.id, edit_digest(one.edit)};
    MINSYNC_ASSIGN(const auto forks, replay.into.forks(as.id));
    const auto fork = std::ranges::find(forks, as.digest, &Fork::digest);
    replay.waiting.emplace(fork == forks.end() ? as.id : EditNames::fork_name(as.id, as.digest), as);
  }
  return {};
}

Status play_partition(Replay& replay, const Partition& end) {
  const Partition& begin = replay.partition;
  if (begin.entries > 0) {
    MINSYNC_ASSIGN(const auto common, replay.live.entry(end.id, begin.entries));
    if (!common || common->hash != begin.chain) {
      return fail(FaultKind::integrity, "hub.checkpoint_elsewhere", {std::to_string(end.id.value)});
    }
  }
  MINSYNC_TRY(know_waiting(replay));
  for (std::uint64_t next = begin.entries + 1; next <= end.entries;) {
    MINSYNC_TRY(replay.into.begin_write());
    for (const auto last = std::min(end.entries, next + kEntriesAtOnce - 1); next <= last; ++next) {
      MINSYNC_ASSIGN(const auto entry, replay.live.entry(end.id, next));
      if (!entry) {
        return fail(FaultKind::integrity, "hub.chain_broken", {std::to_string(end.id.value), std::to_string(next)});
      }
      MINSYNC_TRY(play_entry(replay, *entry));
    }
    MINSYNC_TRY(replay.into.commit());
  }
  return {};
}

}  // namespace

Result<Replayed> replay_journal(HubStore& live, HubStore& into, const IngestContext& context) {
  Replayed done;
  MINSYNC_ASSIGN(const auto partitions, live.partitions());
  for (const auto& end : partitions) {
    MINSYNC_ASSIGN(auto begin, into.partition(end.id));
    Replay replay{live, into, context, begin, {}, {}};
    MINSYNC_TRY(play_partition(replay, end));
    ++done.partitions;
    done.entries += replay.done.entries;
    done.merged += replay.done.merged;
  }
  return done;
}

}  // namespace minsync
