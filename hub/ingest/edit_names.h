// Which edit is meant by a number. Mostly a device gives each number once. A copy of its data gives some of them again,
// to other edits: forks (MERGE.md, "Copies"). The hub keeps both; the second goes by another incarnation at the hub.
#pragma once

#include <map>
#include <span>

#include "hub/ingest/journal_reader.h"

namespace minsync {

struct KnownEdit {
  EditId merged_as;
  ReceivedEdit at;      // where it stands as it came
  bool merged = false;  // there, and not later or not at all
};

class EditNames {
 public:
  explicit EditNames(HubStore& store) : store_(store), journal_(store) {}

  // The edit with this number and digest, if the hub has it.
  Result<std::optional<KnownEdit>> find(const EditId& id, EditDigest digest);
  // Where that number stands in the journal, as it was before this batch.
  Result<std::optional<ReceivedEdit>> find_received(const EditId& id);
  // Whether the journal has no number of its life from this one on.
  Result<bool> is_newest(const EditId& id);
  // Notes that an edit of the batch that is being taken in is here, before it stands in the journal. It must outlive
  // this.
  void arrived(const Edit& edit, EditDigest digest, const KnownEdit& known);
  // The same of a run of edits of one life, ascending by number, merged from version `first` on.
  void arrived(std::span<const Edit> edits, PartitionId partition, Version first);

  // The name under which a second edit with this number is merged.
  static EditId fork_name(const EditId& id, EditDigest digest);

  // `edit` with its own name and the own edits in its bases as the hub calls them; nothing while one of these is not
  // here, unless it is given up: then the base ends before it. Only needed for devices of which there are copies, and
  // where something is given up: for others names never differ.
  Result<std::optional<Edit>> renamed(const Edit& edit, const EditId& merged_as, bool given_up = false);

 private:
  struct Here {
    const Edit* edit;
    KnownEdit known;
  };
  struct HereRun {
    std::span<const Edit> edits;
    PartitionId partition;
    Version first;
  };
  std::optional<Here> find_here(const EditId& id, EditDigest digest) const;
  Result<std::optional<Edit>> original(const EditId& id, EditDigest digest, const KnownEdit& known);
  Result<std::optional<std::vector<EditId>>> chain(GroupNumber group, const EditId& author, const Base& base,
                                                   bool given_up);

  HubStore& store_;
  JournalReader journal_;
  std::map<std::pair<EditId, EditDigest>, Here> here_;
  std::vector<HereRun> runs_;
  // The newest number of a life that stands in the journal: most edits are newer, and need not be looked for.
  std::map<std::pair<DeviceId, Incarnation>, Sequence> newest_;
};

}  // namespace minsync
