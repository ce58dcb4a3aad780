// What became of an edit, as journaled: with the batch, enough to rebuild records, feed, receipts and what waits. What
// cannot be found out again later stands here: clocks, roles, which life of a device asked, whether a recovery was
// open.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/ids.h"
#include "sync_protocol/result.h"

namespace minsync {

// Where a record stands in the feed, and whose devices read it there.
struct Place {
  UnitId township;  // or the county or city itself for their own records
  UnitId county;    // 0: the city's own
  friend bool operator==(const Place&, const Place&) = default;
};

// Where a record stood until a version: whose devices had it.
struct Stay {
  Version until;
  UnitId unit;              // the record's own
  UnitId township, county;  // as in the feed
  friend bool operator==(const Stay&, const Stay&) = default;
};

// A record changes hands.
struct Departure {
  Stay from;
  Place to;
  friend bool operator==(const Departure&, const Departure&) = default;
};

struct Verdict {
  enum class Kind : std::uint8_t { merged = 0, duplicate = 1, waiting = 2, refused = 3, held = 4 };
  Kind kind = Kind::merged;
  Version previous{};  // merged: the record's version before, so that a record's history can be walked back
  Stamp stamp{};       // the effective one; waiting with `former`: the one it had then, 0 if it was its own
  std::uint8_t rank = 0;
  Version former{};         // see Origin; also of what waits
  bool from_birth = false;  // merged: the record was merged again from all of its edits, as lost ones could come
  bool clean = false;       // merged: the author's life `sender` shows exactly this, so nobody was told more
  Incarnation sender{};     // of the data that asked; 0 unless clean
  bool fork = false;        // waiting: another edit has its number
  std::string reason{};     // refused: as in its receipt; waiting: why this hub cannot judge it yet, if that is why
  std::vector<std::string> args{};
  std::string field{};
  UnitId placed{};  // merged: a creation's unit, where it is not the one that it names
  // Merged: whose the record was until this edit, and whose it is. Boundaries of that day cannot be found out later.
  std::optional<Departure> departed{};
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// hub/DESIGN.md has the bytes.
std::string encode_verdicts(const std::vector<Verdict>& verdicts);
Result<std::vector<Verdict>> decode_verdicts(std::string_view bytes);

}  // namespace minsync
