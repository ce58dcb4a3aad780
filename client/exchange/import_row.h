// One row of an import: what its cells say and what they mean for the store. Internal to record_import.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "client/exchange/csv.h"
#include "client/exchange/displayed_token.h"
#include "client/exchange/record_import.h"

namespace minsync {

// Which column holds what. Columns of no field are -1.
struct ImportColumns {
  std::vector<const Field*> fields;  // by column; nullptr for id, org and _seen
  int id = -1, org = -1, seen = -1;
};
// Every column is known and stands there once; the faults are of row 1.
ImportColumns read_columns(const Form& form, const std::vector<std::string>& header,
                           const std::map<std::string, std::string>& mapping, std::vector<RowFault>& faults);

struct PlannedRow {
  std::optional<RecordId> record;  // to be edited; none: to be created
  UnitId unit;                     // of a new record
  FieldValues before, changes;
  std::optional<DisplayedRow> displayed;
};

class RowReader {
 public:
  RowReader(ClientStore& store, const Form& form, const ImportOptions& options, const CsvFile& file,
            ImportColumns columns, const SecretKey& export_key)
      : store_(store),
        form_(form),
        options_(options),
        header_(file.header()),
        columns_(std::move(columns)),
        export_key_(export_key) {}

  // Nothing if the row has faults, which are appended with the row's number. A Fault is of the store.
  Result<std::optional<PlannedRow>> plan(const CsvRow& row, std::vector<RowFault>& faults);
  // Whether the planned row may be written, by the form's checks and workflow.
  void check(const PlannedRow& plan, std::size_t row, std::vector<RowFault>& faults,
             std::vector<RowFault>& warnings) const;

 private:
  // What the cells say. Sensitive ones with a * in them are kept apart, as they may be what an export showed.
  struct Cells {
    FieldValues typed;
    std::map<FieldNumber, std::string> masked;
  };
  Cells read_cells(const CsvRow& row, std::vector<RowFault>& faults);
  Status read_displayed(const CsvRow& row, RecordId record, PlannedRow& plan) const;
  // Whether a masked cell is what the export, or the list on the screen, showed of the field.
  bool untouched(const PlannedRow& plan, const StoredRecord& record, const Field& field, const std::string& cell) const;
  void refuse_masked(const CsvRow& row, const std::map<FieldNumber, std::string>& cells,
                     std::vector<RowFault>& faults) const;
  std::string cell(const CsvRow& row, int column) const;
  std::string column_of(FieldNumber field) const;
  Result<std::optional<StoredRecord>> find_record(const CsvRow& row, const FieldValues& typed,
                                                  std::vector<RowFault>& faults);
  Result<std::optional<StoredRecord>> find_match(const CsvRow& row, const std::vector<FieldValue>& key,
                                                 std::vector<RowFault>& faults);
  void plan_edit(const CsvRow& row, const StoredRecord& record, Cells cells, PlannedRow& plan,
                 std::vector<RowFault>& faults) const;
  void plan_creation(const CsvRow& row, const FieldValues& typed, PlannedRow& plan, std::vector<RowFault>& faults);
  Result<UnitId> unit_of(const std::string& code);

  ClientStore& store_;
  const Form& form_;
  const ImportOptions& options_;
  std::vector<std::string> header_;
  ImportColumns columns_;
  const SecretKey& export_key_;
  std::unordered_map<std::string, std::size_t> rows_of_keys_, rows_of_ids_;
  std::unordered_map<std::string, UnitId> units_;  // by code; they stay as they are while the transaction lasts
};

}  // namespace minsync
