// A long history of eight offices and their hub, written down edit by edit, to be delivered again in other orders
// (delivery.h, real_hub.h). Time goes in rounds: everybody writes, hands over some of his outbox, and reads some of the
// records as the hub has them now. So every base says what its author had really seen: another round for each record,
// and on top of it his own edits that were not shown to him yet.
#pragma once

#include <map>
#include <vector>

#include "shared/forms/form.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/role.h"

namespace minsync::orders {

inline constexpr std::size_t kOffices = 8;
inline constexpr std::size_t kNotYet = SIZE_MAX;

struct OfficeCard {
  DeviceId id;
  Role role = Role::township;
};

// The law of order starts after capping, transitions and what an unknown record means (MERGE.md, L1). Where the hub's
// own judgement is part of the play, histories do without these.
struct Kinds {
  bool wrong_clocks = false;      // some are ten minutes or hours off, so that the hub caps stamps
  bool free_transitions = false;  // everybody moves the state; else only who created the record, so that the steps
                                  // follow each other in every order
  bool bare_creations = false;    // a creation writes some groups; else all, so that every edit stands on it
};

struct Written {
  Edit edit;  // without digests in its bases: they depend on versions
  std::size_t office = 0;
  std::size_t sent = kNotYet;  // the round in which it reached the hub
  bool refused = false;        // for a reason that holds in every order
  Origin origin;               // as the hub journaled it; of merged ones
};

struct Round {
  Version last;  // the newest version at its end; what is read in it bears this as its base
  std::uint64_t now_ms = 0;
};

struct History {
  std::vector<OfficeCard> offices;
  std::vector<Written> written;  // in the order of writing; of one office ascending by sequence
  std::vector<Round> rounds;
  std::map<RecordId, RecordState> records;  // at the end, at the hub
};

History play_history(const Form& form, UnitId unit, std::uint64_t seed, std::size_t edits, Kinds kinds);

}  // namespace minsync::orders
