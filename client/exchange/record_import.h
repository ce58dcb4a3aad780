// A CSV file's rows as new records and edits: all of them or, if any row has a fault, none.
//
// A row with an id edits that record. With the `_seen` cell of an export, the edit holds the cells that differ from
// what the export displayed and stands on that; a cell that was emptied clears its field. Without it, the cells that
// are not empty and differ from what is shown now are the edit. A row without an id makes a record, unless the form's
// match key names one that exists: then it is an edit of that one, as without `_seen`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "client/store/client_store.h"
#include "shared/forms/validation.h"

namespace minsync {

struct ImportOptions {
  bool dry_run = false;     // everything is done, and taken back
  std::string org;          // code of the unit of new records whose row names none; empty: the device's own
  std::string accept_with;  // a reason: errors that may be overridden are accepted, the reason is kept with the edit
  std::uint64_t now_ms = 0;
  CheckContext context;
  // From a header of the file to a field's name, id, org or _seen; "" leaves the column out. Headers that it does not
  // name stand for themselves.
  std::map<std::string, std::string> mapping = {};
};

struct RowFault {
  std::size_t row = 0;  // line of the file; the header is 1
  std::string field;    // the column's name as in the file; "" for the row as a whole
  Fault fault;
};
inline constexpr std::size_t kMaxRowFaults = 10'000;  // listed; more are only counted

struct ImportReport {
  std::uint64_t rows = 0, created = 0, changed = 0, unchanged = 0;
  std::uint64_t fault_count = 0, warning_count = 0;
  std::vector<RowFault> faults;    // if any, nothing was written
  std::vector<RowFault> warnings;  // kept with the records
};

// Reads the file once, in one transaction: each row is checked and written, and all are taken back if one has a fault.
// Memory holds the match keys of the file. `on_rows` is told now and then how many rows were read. Faults: the file
// cannot be read at all, the store cannot be written; whatever is wrong with rows stands in the report.
Result<ImportReport> import_records(ClientStore& store, const Form& form, const std::filesystem::path& path,
                                    const ImportOptions& options,
                                    const std::function<void(std::uint64_t rows)>& on_rows = {});

}  // namespace minsync
