// Mistakes that the simulator must find (tests/simulation). None is ever on in a program that people use: nothing but
// the simulator's switch sets `planted_bug`.
#pragma once

#include <cstdint>

namespace minsync {

enum class PlantedBug : std::uint8_t {
  none,
  answer_before_fsync,      // the hub answers what a power loss takes back
  high_water,               // every number below the newest received one counts as received
  cursor_past_snapshot,     // an answer's cursor is ahead of its changes
  echo_eats_foreign,        // an author is taken to know what somebody else wrote meanwhile
  pull_raises_base,         // what was pulled counts as seen by who has a pending edit
  same_value_on_sums,       // equal totals count once
  stamp_not_capped,         // a clock that runs ahead wins
  group_split,              // fields that merge as one do not
  receipt_lost,             // an answer's last receipt is skipped
  scope_on_push_only,       // everybody reads everything
  page_inside_record,       // a page of a long answer counts as the whole
  clone_unnoticed,          // a known number is a repetition, whatever it says
  watermark_too_early,      // what is merged counts as backed up
  tombstone_dropped_early,  // removed records are purged without a fence
  unknown_dropped,          // records of forms that a program does not know are not kept
  policy_of_today,          // an old edit replaces by the newest version's policy
  file_counts_when_begun    // a file of which a piece was sent counts as sent
};

inline PlantedBug planted_bug = PlantedBug::none;

inline bool planted(PlantedBug bug) {
  return planted_bug == bug;
}

}  // namespace minsync
