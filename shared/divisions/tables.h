// units.csv and lineage.csv as rows, checked one by one. Columns: data/README.md.
#pragma once

#include <string_view>
#include <vector>

#include "shared/divisions/divisions.h"

namespace minsync {

struct DivisionTables {
  std::vector<UnitSpan> spans;   // ascending by (id, from_day)
  std::vector<Lineage> lineage;  // ascending by day
};

// The text must be UTF-8 (Divisions::read checks that of files from outside).
Result<DivisionTables> read_division_tables(std::string_view units_csv, std::string_view lineage_csv);

// What only shows between rows: parents that are missing or stand too low, spans of a unit that overlap.
Status check_division_tables(const DivisionTables& tables);

}  // namespace minsync
