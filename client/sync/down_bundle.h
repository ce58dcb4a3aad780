// A bundle down: the hub's answers, from a USB stick into the own store.
#pragma once

#include "client/store/hub_answer.h"
#include "shared/crypto/sealed_bundle.h"

namespace minsync {

struct StoredBundle {
  AnswerCounts counts;    // `gap`: it goes on from where this store is not; nothing, or not all, was stored
  bool outdated = false;  // of a history that the hub has left; nothing was stored
};

// Applies it as an answer by line: late, repeated, in any order without harm. Faults: bad_input (no bundle), integrity
// (does not verify), not_allowed (for another device, or answers a bundle that this data did not make). Nothing was
// changed then.
Result<StoredBundle> store_bundle(ClientStore& store, const UnsealedBundle& file, std::uint64_t now_ms);

}  // namespace minsync
