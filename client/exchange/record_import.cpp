#include "client/exchange/record_import.h"

#include "client/exchange/entry_rules.h"
#include "client/exchange/import_row.h"

namespace minsync {
namespace {

constexpr std::uint64_t kRowsBetweenReports = 1000;

// What a long transaction changed goes to the log before its commit, so that memory does not grow with the file. Only
// for one without savepoints: what SQLite 3.40.1 gets wrong is a spill that meets ROLLBACK TO.
class Spilling {
 public:
  explicit Spilling(Database& database) : database_(database) { set("PRAGMA cache_spill=ON"); }
  ~Spilling() { set("PRAGMA cache_spill=OFF"); }
  Spilling(const Spilling&) = delete;
  Spilling& operator=(const Spilling&) = delete;

 private:
  // Where it could not be set, memory is the price.
  void set(const char* pragma) { static_cast<void>(database_.script(pragma)); }

  Database& database_;
};

class Import {
 public:
  Import(ClientStore& store, const Form& form, const ImportOptions& options,
         const std::function<void(std::uint64_t)>& on_rows, SecretKey key)
      : store_(store),
        form_(form),
        options_(options),
        on_rows_(on_rows),
        edits_(store, options.now_ms),
        key_(std::move(key)) {}

  // Checks every row of the file, and writes it as long as no row had a fault.
  Status run(const std::filesystem::path& path);
  ImportReport& report() { return report_; }

 private:
  Status take_row(RowReader& reader, const CsvRow& row);
  Status write(const PlannedRow& plan);
  void count(const PlannedRow& plan);
  void add_faults(std::vector<RowFault> faults);
  void add_csv_fault(Fault fault);

  ClientStore& store_;
  const Form& form_;
  const ImportOptions& options_;
  const std::function<void(std::uint64_t)>& on_rows_;
  LocalEdits edits_;
  SecretKey key_;
  ImportReport report_;
};

void append_bounded(std::vector<RowFault>& list, std::uint64_t& count, std::vector<RowFault> faults) {
  count += faults.size();
  for (auto& fault : faults) {
    if (list.size() < kMaxRowFaults) list.push_back(std::move(fault));
  }
}

// A fault of the file's reader begins with its row and, often, its column.
void Import::add_csv_fault(Fault fault) {
  std::size_t row = 0;
  const auto text = fault.args.empty() ? std::string() : fault.args.front();
  for (const char c : text.substr(0, 9)) row = c >= '0' && c <= '9' ? row * 10 + static_cast<std::size_t>(c - '0') : 0;
  append_bounded(report_.faults, report_.fault_count, {{row, "", std::move(fault)}});
}

void Import::count(const PlannedRow& plan) {
  if (!plan.record) {
    ++report_.created;
  } else if (plan.changes.empty()) {
    ++report_.unchanged;
  } else {
    ++report_.changed;
  }
}

Status Import::write(const PlannedRow& plan) {
  if (!plan.record) {
    MINSYNC_TRY(edits_.create(form_, plan.unit, plan.changes, options_.accept_with));
    return {};
  }
  if (plan.changes.empty()) return {};
  std::optional<DisplayedRecord> displayed;
  if (plan.displayed) displayed = plan.displayed->standing_for(form_, plan.changes);
  MINSYNC_ASSIGN(const bool changed, edits_.change(form_, *plan.record, plan.changes, options_.accept_with,
                                                   displayed ? &*displayed : nullptr));
  if (!changed) {
    // What the row asks for was done by an earlier import of the same file.
    --report_.changed;
    ++report_.unchanged;
  }
  return {};
}

Status Import::take_row(RowReader& reader, const CsvRow& row) {
  std::vector<RowFault> faults, warnings;
  MINSYNC_ASSIGN(const auto plan, reader.plan(row, faults));
  if (plan) {
    reader.check(*plan, row.number, faults, warnings);
    count(*plan);
    if (faults.empty() && report_.fault_count == 0) MINSYNC_TRY(write(*plan));
  }
  append_bounded(report_.faults, report_.fault_count, std::move(faults));
  append_bounded(report_.warnings, report_.warning_count, std::move(warnings));
  return {};
}

Status Import::run(const std::filesystem::path& path) {
  MINSYNC_ASSIGN(auto file, CsvFile::open(path));
  auto columns = read_columns(form_, file.header(), options_.mapping, report_.faults);
  report_.fault_count = report_.faults.size();
  if (!report_.faults.empty()) return {};
  RowReader reader(store_, form_, options_, file, std::move(columns), key_);
  CsvRow row;
  std::uint64_t rows = 0;
  for (;;) {
    auto more = file.next(row);
    if (!more && more.error().kind != FaultKind::bad_input) return fail(std::move(more).error());
    if (!more) {
      add_csv_fault(std::move(more).error());
      continue;
    }
    if (!*more) break;
    MINSYNC_TRY(take_row(reader, row));
    ++rows;
    if (on_rows_ && rows % kRowsBetweenReports == 0) on_rows_(rows);
  }
  report_.rows = rows;
  return {};
}

}  // namespace

Result<ImportReport> import_records(ClientStore& store, const Form& form, const std::filesystem::path& path,
                                    const ImportOptions& options,
                                    const std::function<void(std::uint64_t rows)>& on_rows) {
  MINSYNC_TRY(may_write(store, form));
  MINSYNC_ASSIGN(auto key, export_key(store));
  Import import(store, form, options, on_rows, std::move(key));
  const Spilling spilling(store.database());
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(import.run(path));
  if (!options.dry_run && import.report().fault_count == 0) MINSYNC_TRY(transaction.commit());
  return import.report();
}

}  // namespace minsync
