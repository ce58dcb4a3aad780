// A record's life merged once more, edit by edit: what each found, and what it made of it.
#pragma once

#include <functional>

#include "hub/ingest/journal_reader.h"
#include "sync_protocol/merge.h"

namespace minsync {

struct LifeStep {
  const Edit& edit;  // without groups that the form does not know
  const Origin& origin;
  std::int64_t received_ms;
  const RecordState& before;
  const RecordState& after;
  const std::vector<GroupOutcome>& outcomes;
};

// `life` is a record's from its birth, the oldest first (JournalReader::life_of).
void replay(const Form& form, const std::vector<MergedEdit>& life, const std::function<void(const LifeStep&)>& visit);

}  // namespace minsync
