// Org units (行政区划): permanent ids; codes, names and parents with the dates between which they hold. Data files
// stand in shared/divisions/data; their source, date and licence in its README. Immutable once loaded; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/ids.h"
#include "sync_protocol/result.h"

namespace minsync {

enum class UnitLevel : std::uint8_t { city = 1, county = 2, township = 3, village = 4 };

// One span of a unit's life. A unit that changes its name, code or parent has several, with the same id.
struct UnitSpan {
  UnitId id;
  std::string code;  // 12 digits
  std::string name;
  UnitLevel level = UnitLevel::village;
  UnitId parent;                                          // 0 for a city
  std::int32_t from_day = INT32_MIN, to_day = INT32_MAX;  // days since 1970-01-01: from ≤ day < to
};

// The rows of the two files, see tables.h.
struct DivisionTables;

// A unit's area went, in whole or in part, to another on a day.
struct Lineage {
  UnitId from, to;
  std::int32_t day = 0;
  bool whole = false;  // all of `from` went to `to`
};

// What a bureau decided on a unit from a day on: it stands over what the table says of it from then.
struct UnitDecision {
  UnitId unit;
  std::int32_t day = 0;
  bool abolished = false;  // code, name and parent are its last ones then
  std::string code, name;
  UnitLevel level = UnitLevel::village;
  UnitId parent;
  std::vector<UnitId> successors;  // of an abolished unit: who took its area; one took all of it
  std::vector<UnitId> made_from;   // units that gave a part of their area
  friend bool operator==(const UnitDecision&, const UnitDecision&) = default;
};

class Divisions {
 public:
  // The built-in data of Hangzhou, Huzhou and Quzhou.
  static const Divisions& built_in();
  // From the text of units.csv and lineage.csv (data/README.md), UTF-8, at most 64 MiB each, for tests and for the
  // bureau's own table. The first fault found is told.
  static Result<Divisions> read(std::string_view units_csv, std::string_view lineage_csv);

  // The span that holds on `day` (days since 1970-01-01); today where no day is given means the newest span, for lists
  // the spans without an end.
  const UnitSpan* find(UnitId id, std::optional<std::int32_t> day = {}) const;
  // By 12-digit code, or a shortened one (6 digits for a county, 9 for a township, 4 for a city).
  const UnitSpan* find_code(std::string_view code, std::optional<std::int32_t> day = {}) const;
  // The same with a fault: unknown (with what a code looks like), or abolished (with its successors' codes and names),
  // or on `day` not yet there (with what it was made from). An old code of a unit that lives on is understood.
  Result<UnitId> get_code(std::string_view code, std::optional<std::int32_t> day = {}) const;
  // This table with decisions laid over it, in the order of their days. One that does not fit (a parent that is not
  // known here yet) is left out.
  Divisions with(std::vector<UnitDecision> decisions) const;
  // Whether parents, spans and codes fit together.
  Status check() const;
  // Direct children on `day`, ascending by code.
  std::vector<const UnitSpan*> children(UnitId id, std::optional<std::int32_t> day = {}) const;
  // True if `id` is `ancestor` or stands below it. Here and in at_level, a unit that does not exist on `day` counts as
  // in the nearest of its spans: the records of an abolished county are still the city's.
  bool is_within(UnitId id, UnitId ancestor, std::optional<std::int32_t> day = {}) const;
  // The unit itself or the one above it at that level; nothing if it stands above the level.
  std::optional<UnitId> at_level(UnitId id, UnitLevel level, std::optional<std::int32_t> day = {}) const;
  // As is_within, at any time.
  bool was_within(UnitId id, UnitId ancestor) const;
  // Units at that level that `id` ever stood under; `id` itself if it stands at or above it.
  std::vector<UnitId> ever_at_level(UnitId id, UnitLevel level) const;
  // Direct children at any time.
  std::vector<UnitId> ever_children(UnitId id) const;
  // Who has the unit's area now: itself, or those who took it when it was abolished.
  std::vector<UnitId> heirs(UnitId id) const;
  // The unit, those who took its area, those who took theirs, and so on to its heirs: all in whose place its office
  // goes on or went on.
  std::vector<UnitId> succession(UnitId id) const;
  // Where `id` is to be reported on `day`: itself while it exists, else its successor (`whole`), else every unit that
  // took a part of it; for a day before it began, every unit it was made from. Ascending by code. A unit of which no
  // lineage is known stays itself, so that its figures never vanish from a report.
  std::vector<UnitId> reported_under(UnitId id, std::int32_t day) const;
  // Every lineage entry from or to the unit, by day.
  std::vector<Lineage> lineage(UnitId id) const;
  // Is this six-digit area code known at all in the country (now or once, see data/README.md), for identity numbers.
  bool area_known(std::string_view six_digits) const;
  std::vector<const UnitSpan*> all(std::optional<std::int32_t> day = {}) const;  // ascending by code

 private:
  static Result<Divisions> index(DivisionTables tables);
  static Divisions arranged(DivisionTables tables);
  Status check_codes() const;
  std::span<const UnitSpan> spans_of(UnitId id) const;  // by from_day
  // The span that holds on `day`, else the nearest.
  const UnitSpan* find_nearest(UnitId id, std::optional<std::int32_t> day) const;
  std::vector<UnitId> neighbours(UnitId id, std::int32_t day) const;

  std::vector<UnitSpan> spans_;  // ascending by (id, from_day)
  std::vector<Lineage> lineage_;
  std::vector<std::uint32_t> by_code_;    // indices into spans_, ascending by (code, from_day)
  std::vector<std::uint32_t> by_parent_;  // the same, ascending by (parent, code, from_day)
};

// The partition a unit's records live in: its county, or its city for city-level units; 0 for an unknown unit.
PartitionId partition_of(const Divisions& divisions, UnitId unit);

}  // namespace minsync
