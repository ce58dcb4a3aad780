// Which records of a register somebody wants to see.
#pragma once

#include <functional>
#include <string>

#include "shared/store/record_tables.h"

namespace minsync {

struct RecordsWanted {
  std::string org;    // code of a unit: it and what stands below it; "" for all
  std::string where;  // an expression; "" for all
  // In a text that is shown, or the whole of a value that is masked (in NFC); "" for all.
  std::string search;
  bool flagged = false;  // only those in which a rule of the form finds something
};

using RecordFilter = std::function<bool(const StoredRecord&)>;

// Removed records are never wanted. Faults: no such unit, an expression that is wrong or names unknown fields. For this
// thread and as long as its divisions are in use.
Result<RecordFilter> record_filter(const Form& form, const RecordsWanted& wanted);

}  // namespace minsync
