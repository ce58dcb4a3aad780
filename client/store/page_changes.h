// The changes of an answer's partitions into the own store, each page by its place (page_place.h).
#pragma once

#include <set>

#include "client/store/hub_answer.h"
#include "client/store/page_place.h"

namespace minsync {

// An answer on its way into the store; all of it in one write transaction.
struct Storing {
  ClientStore& store;
  HybridClock clock;
  std::uint64_t hub_ms;
  AnswerCounts counts{};
  std::set<PartitionId> anew{};  // told anew: what is stored of their records is of another history until they are told
  // Told by a stick of a history that does not connect to the stored one: nothing can be done to their records here.
  std::set<PartitionId> foreign{};
  bool any_aside = false;
};

// Where a page of this answer stands to what is stored.
PagePlace place_of_page(const Asked& asked, const SyncState& sync, const PartitionChanges& changes,
                        std::uint16_t epoch);

Status save_shown(Storing& storing, const Form& form, StoredRecord& record, bool fresh);
// The same of a stored record whose state holds this own edit now.
Status save_shown_after(Storing& storing, const Form& form, StoredRecord& record, const Edit& edit);

// Another process of this computer, or a stick, may have brought newer changes meanwhile.
Status store_partitions(Storing& storing, const SyncAnswer& answer, const Asked& asked, SyncState& sync);

// Tries what was set aside, where this program knows other forms than the one that tried last.
Status begin_aside(Storing& storing);
Status retry_aside(Storing& storing);

}  // namespace minsync
