// A page of a list: records in the order of their ids, from behind a cursor.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "shared/store/record_tables.h"

namespace minsync {

struct RecordPage {
  std::vector<StoredRecord> records;
  std::string next;  // the cursor of the next page: id of the last record, "" if there is none
};

// At most `limit` records of `form` that `wanted` chooses, behind the record with the id `after` ("" for the first
// page).
Result<RecordPage> read_page(RecordTables& records, const Form& form, const std::string& after, std::size_t limit,
                             const std::function<bool(const StoredRecord&)>& wanted);

}  // namespace minsync
