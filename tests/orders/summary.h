// What the law of order speaks of: heads, shown values, open conflicts, removals and whether a record is deleted.
// Versions are not in it: they say where an edit arrived.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shared/forms/form.h"
#include "sync_protocol/merge.h"

namespace minsync::orders {

struct Summary {
  std::string digest;                       // SHA-256 over all records
  std::vector<std::string> open_conflicts;  // by record and group, each with its sides, the shown one first
  std::map<RecordId, std::string> records;  // in words, to see where two differ
};

Summary summary_of(const Form& form, const std::map<RecordId, RecordState>& records);

// The first record that differs, in both words; empty if none does.
std::string difference(const Summary& expected, const Summary& found);

}  // namespace minsync::orders
