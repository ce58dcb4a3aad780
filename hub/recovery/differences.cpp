#include <algorithm>
#include <set>

#include "hub/ingest/edit_names.h"
#include "hub/recovery/rebuild.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr const char* kOnlyHere = "only here";
constexpr const char* kOnlyInJournal = "only in the journal";
constexpr const char* kDiffers = "differs";

struct Comparing {
  HubStore& live;
  HubStore& rebuilt;
  std::size_t limit;
  std::vector<Difference> found;

  bool full() const { return found.size() >= limit; }
  void add(const char* kind, std::string key, std::string text) {
    if (!full()) found.push_back({kind, std::move(key), std::move(text)});
  }
};

std::string text_of(const EditId& id) {
  return id.device.value.text() + ":" + std::to_string(id.incarnation.value) + ":" + std::to_string(id.sequence.value);
}

std::string text_of(Version version) {
  constexpr std::uint64_t kWithinEpoch = (std::uint64_t{1} << kVersionEpochShift) - 1;
  return std::to_string(epoch_of(version)) + "." + std::to_string(version.value & kWithinEpoch);
}

// What of two records is not the same; "" if nothing is.
std::string difference_of(const StoredRecord& live, const StoredRecord& rebuilt) {
  if (live.state.version != rebuilt.state.version) {
    return "version " + text_of(live.state.version) + " / " + text_of(rebuilt.state.version);
  }
  for (const auto& group : live.state.groups) {
    const GroupState* other = rebuilt.state.group(group.number);
    if (other == nullptr || encode_group(group) != encode_group(*other)) {
      return "group " + std::to_string(group.number.value);
    }
  }
  if (live.state.groups.size() != rebuilt.state.groups.size()) return "groups";
  if (live.shown != rebuilt.shown) return "what is shown";
  if (encode_removals(live.state.removals) != encode_removals(rebuilt.state.removals)) return "removals";
  return live.state == rebuilt.state && live.deleted == rebuilt.deleted ? "" : kDiffers;
}

Status compare_record(Comparing& comparing, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(const auto live, comparing.live.records().load(form, id));
  MINSYNC_ASSIGN(const auto rebuilt, comparing.rebuilt.records().load(form, id));
  const auto key = form.name + " " + id.value.text();
  if (!live || !rebuilt) {
    comparing.add("record", key, live ? kOnlyHere : kOnlyInJournal);
  } else if (auto what = difference_of(*live, *rebuilt); !what.empty()) {
    comparing.add("record", key, std::move(what));
  }
  return {};
}

Status compare_records(Comparing& comparing, const FormCatalogue& forms) {
  for (const auto& form : forms.forms()) {
    MINSYNC_TRY(comparing.live.records().scan(*form, {}, [&](const StoredRecord& record) -> Result<bool> {
      MINSYNC_TRY(compare_record(comparing, *form, record.state.id));
      return !comparing.full();
    }));
    MINSYNC_TRY(comparing.rebuilt.records().scan(*form, {}, [&](const StoredRecord& record) -> Result<bool> {
      MINSYNC_ASSIGN(const auto* known, comparing.live.records().form_of(record.state.id));
      if (known != form) comparing.add("record", form->name + " " + record.state.id.value.text(), kOnlyInJournal);
      return !comparing.full();
    }));
  }
  return {};
}

bool same_entry(const FeedEntry& a, const FeedEntry& b) {
  return a.form == b.form && a.record == b.record && a.author == b.author && a.incarnation == b.incarnation &&
         a.foreign == b.foreign && a.county == b.county && a.left == b.left;
}

Status compare_feed(Comparing& comparing, PartitionId partition) {
  const auto compare = [&](HubStore& other, const char* missing) {
    return [&, missing](const FeedEntry& entry) -> Status {
      MINSYNC_ASSIGN(const auto found, other.find_feed(partition, entry.unit, entry.version));
      if (found && same_entry(*found, entry)) return {};
      // What is not the same is found from both sides and told once.
      if (found && missing == kOnlyInJournal) return {};
      comparing.add("feed", std::to_string(entry.unit.value) + " " + text_of(entry.version),
                    found ? kDiffers : missing);
      return {};
    };
  };
  MINSYNC_TRY(comparing.live.each_feed(partition, compare(comparing.rebuilt, kOnlyHere)));
  return comparing.rebuilt.each_feed(partition, compare(comparing.live, kOnlyInJournal));
}

// Both ends of a range say all of it, as numbers and versions run side by side.
Status compare_received(Comparing& comparing) {
  const auto compare = [&](HubStore& other, const char* missing) {
    return [&, missing](DeviceId device, const KeptRange& range, PartitionId partition) -> Status {
      for (const auto at : {std::uint64_t{0}, range.count - 1}) {
        const EditId id{device, range.incarnation, Sequence{range.first.value + at}};
        MINSYNC_ASSIGN(const auto found, other.received(id));
        const bool ends = at + 1 == range.count;
        const bool same = found && found->partition == partition && found->version.value == range.version.value + at &&
                          (!ends || found->digest == range.last);
        if (!same) comparing.add("received", text_of(id), found ? kDiffers : missing);
      }
      return {};
    };
  };
  MINSYNC_TRY(comparing.live.each_received(compare(comparing.rebuilt, kOnlyHere)));
  return comparing.rebuilt.each_received(compare(comparing.live, kOnlyInJournal));
}

Status compare_forks(Comparing& comparing) {
  const auto compare = [&](HubStore& other, const char* missing) {
    return [&, missing](const EditId& id, const Fork& fork) -> Status {
      MINSYNC_ASSIGN(const auto forks, other.forks(id));
      const bool same = std::ranges::any_of(forks, [&](const Fork& one) {
        return one.digest == fork.digest && one.merged_as == fork.merged_as && one.at.partition == fork.at.partition &&
               one.at.version == fork.at.version;
      });
      if (!same) comparing.add("fork", text_of(id), missing);
      return {};
    };
  };
  MINSYNC_TRY(comparing.live.each_fork(compare(comparing.rebuilt, kOnlyHere)));
  return comparing.rebuilt.each_fork(compare(comparing.live, kOnlyInJournal));
}

Status compare_receipts(Comparing& comparing) {
  const auto compare = [&](HubStore& other, const char* missing) {
    return [&, missing](DeviceId device, const Receipt& receipt) -> Status {
      const EditId id{device, receipt.incarnation, receipt.sequence};
      MINSYNC_ASSIGN(auto found, other.receipt(id, receipt.digest));
      if (found) found->serial = receipt.serial;
      if (found && *found == receipt) return {};
      if (found && missing == kOnlyInJournal) return {};
      comparing.add("receipt", text_of(id), found ? kDiffers : missing);
      return {};
    };
  };
  MINSYNC_TRY(comparing.live.each_receipt(compare(comparing.rebuilt, kOnlyHere)));
  return comparing.rebuilt.each_receipt(compare(comparing.live, kOnlyInJournal));
}

Status compare_purged(Comparing& comparing) {
  const auto compare = [&](HubStore& other, const char* missing) {
    return [&, missing](const Purged& purged) -> Status {
      MINSYNC_ASSIGN(const auto found, other.find_purged(purged.record));
      const bool same =
          found && found->partition == purged.partition && found->form == purged.form && found->last == purged.last;
      if (!same) comparing.add("purged", purged.record.value.text(), found ? kDiffers : missing);
      return {};
    };
  };
  MINSYNC_TRY(comparing.live.each_purged(compare(comparing.rebuilt, kOnlyHere)));
  return comparing.rebuilt.each_purged(compare(comparing.live, kOnlyInJournal));
}

Status compare_fence(Comparing& comparing, const Partition& live) {
  MINSYNC_ASSIGN(const auto rebuilt, comparing.rebuilt.partition(live.id));
  if (rebuilt.fence != live.fence || rebuilt.purges != live.purges) {
    comparing.add("fence", std::to_string(live.id.value), text_of(live.fence) + " / " + text_of(rebuilt.fence));
  }
  return {};
}

Status compare_waiting(Comparing& comparing) {
  const auto keys = [](HubStore& store) -> Result<std::set<std::pair<std::string, std::string>>> {
    std::set<std::pair<std::string, std::string>> all;
    MINSYNC_ASSIGN(const auto waiting, store.all_waiting());
    for (const auto& one : waiting) {
      all.emplace(text_of(one.edit.id) + " " + std::to_string(edit_digest(one.edit).value),
                  std::to_string(one.partition.value) + " " + std::to_string(one.former.value) + " " +
                      std::to_string(one.stamp.value) + encode_edit(one.edit));
    }
    MINSYNC_ASSIGN(const auto held, store.all_held());
    for (const auto& one : held) {
      all.emplace("held " + text_of(one.arrived.edit.id) + " " + std::to_string(edit_digest(one.arrived.edit).value),
                  text_of(one.at) + " " + std::to_string(one.arrived.partition.value) + " " +
                      std::to_string(one.arrived.former.value) + " " + std::to_string(one.arrived.stamp.value) +
                      encode_edit(one.arrived.edit));
    }
    return all;
  };
  MINSYNC_ASSIGN(const auto live, keys(comparing.live));
  MINSYNC_ASSIGN(const auto rebuilt, keys(comparing.rebuilt));
  for (const auto& one : live) {
    if (!rebuilt.contains(one)) comparing.add("waiting", one.first, kOnlyHere);
  }
  for (const auto& one : rebuilt) {
    if (!live.contains(one)) comparing.add("waiting", one.first, kOnlyInJournal);
  }
  return {};
}

}  // namespace

Result<std::vector<Difference>> differences(HubStore& live, HubStore& rebuilt, const FormCatalogue& forms,
                                            std::size_t limit) {
  Comparing comparing{live, rebuilt, limit, {}};
  MINSYNC_TRY(compare_records(comparing, forms));
  MINSYNC_ASSIGN(const auto partitions, live.partitions());
  for (const auto& partition : partitions) {
    MINSYNC_TRY(compare_feed(comparing, partition.id));
    MINSYNC_TRY(compare_fence(comparing, partition));
  }
  MINSYNC_TRY(compare_received(comparing));
  MINSYNC_TRY(compare_forks(comparing));
  MINSYNC_TRY(compare_receipts(comparing));
  MINSYNC_TRY(compare_waiting(comparing));
  MINSYNC_TRY(compare_purged(comparing));
  return std::move(comparing.found);
}

}  // namespace minsync
