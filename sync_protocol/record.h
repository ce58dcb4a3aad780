// What merging made of a record: for each field group the heads (现存值) and the shown value.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sync_protocol/edit.h"

namespace minsync {

// Which edit, when it was merged, and how it ranks. `stamp` is the effective one (capped where a clock was out of
// tolerance), `rank` the author's (role.h) at the time: both as journaled by the hub.
struct Origin {
  EditId edit;
  Version version;  // kPendingVersion while only merged on the author's own machine
  Stamp stamp;
  std::uint8_t rank = 0;
  // The version it had in an earlier epoch, if the hub lost it and was sent it again: bases of that epoch are compared
  // with this. 0 for all others.
  Version former{};
  friend bool operator==(const Origin&, const Origin&) = default;
};

// Where the edit stands among the record's others: what was sent again after a loss, where it stood before.
constexpr Version place_of(const Origin& origin) {
  return origin.former.value != 0 ? origin.former : origin.version;
}

// A merged edit of a group that no merged edit has replaced.
struct Head {
  Origin origin;
  std::vector<FieldValue> values;     // set_union: the options it added that still live; sum: nothing
  std::vector<FieldValue> displayed;  // review: what its author saw; otherwise nothing
  friend bool operator==(const Head&, const Head&) = default;
};

struct GroupState {
  GroupNumber number;
  Version version;                // of the last change of its heads, shown or not
  std::vector<FieldValue> shown;  // for sum the running total; else a function of the heads
  std::vector<Head> heads;        // ascending by edit id
  friend bool operator==(const GroupState&, const GroupState&) = default;
};

// A merged removal with what its author had seen. The record is deleted while one of them covers every head.
struct Removal {
  Origin origin;
  std::vector<std::pair<GroupNumber, Base>> bases;  // ascending by group
  friend bool operator==(const Removal&, const Removal&) = default;
};

struct RecordState {
  RecordId id;
  UnitId unit;
  Version birth;    // of the edit that created it
  Version version;  // of its last change
  bool deleted = false;
  std::vector<GroupState> groups;  // ascending by number; groups never written are not there
  std::vector<Removal> removals;   // the newest of each device
  friend bool operator==(const RecordState&, const RecordState&) = default;

  GroupState* group(GroupNumber number);
  const GroupState* group(GroupNumber number) const;
};

// Limits for decoders: heads are bounded by devices, not by edits.
inline constexpr std::size_t kMaxHeads = 4096;
inline constexpr std::size_t kMaxRemovals = 4096;

// Ranks of authors, for the policy `authority`.
inline constexpr std::uint8_t kRankTownship = 1, kRankCounty = 2, kRankCity = 3;

}  // namespace minsync
