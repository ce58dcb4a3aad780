// One user's change to one record at one moment: everything that travels is an edit to a record of a form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync_protocol/field_value.h"
#include "sync_protocol/ids.h"

namespace minsync {

struct SequenceRange {
  Incarnation incarnation;
  Sequence first, last;  // both within
  friend auto operator<=>(const SequenceRange&, const SequenceRange&) = default;
};

// What the edit's author saw in a field group (依据): the hub's state at `version` (0: nothing), and on top of it the
// own edits in `own` of the same device whose merged result had not been shown yet. What the base displayed is the
// edit's *cover*: every edit of the group merged up to `version`, and those own edits. An own edit that the hub refused
// is simply not there: what it stood on counts instead. `own_digest` is the digest of the last of them: where a copied
// machine gave a number twice, it says which of the two is meant.
struct Base {
  Version version;
  std::vector<SequenceRange> own;  // ascending by sequence, of one incarnation not touching
  EditDigest own_digest{};         // 0 if `own` is empty
  friend bool operator==(const Base&, const Base&) = default;
};

struct GroupChange {
  GroupNumber group;
  Base base;
  // One value for each field of the group, in the order of its fields; empty in a removal. For `sum` the total that was
  // set, for `set_union` the whole set that was chosen, for `workflow` the new state.
  std::vector<FieldValue> values;
  // What the author saw. Carried under review (which heads this value answers), sum (the delta is values - displayed),
  // set_union (added and removed options) and workflow (the state left); empty otherwise and where nothing was there.
  std::vector<FieldValue> displayed;
  // A decision (处理决定): exactly these heads are replaced, whatever the base. Empty in ordinary edits.
  std::vector<EditId> decides;
  friend bool operator==(const GroupChange&, const GroupChange&) = default;
};

// `move`: the record goes to the org unit `unit`; no group changes.
enum class EditKind : std::uint8_t { create = 0, change = 1, remove = 2, move = 3 };

struct Edit {
  EditId id;
  EditKind kind = EditKind::change;
  RecordId record;
  std::string form;
  std::uint32_t form_version = 1;
  UnitId unit;   // the record's org unit; only in a creation or a move
  Version seen;  // the newest change of the record that the author saw, for the remark "parallel" only
  Stamp stamp;
  std::string note;  // the user's reason or remark; may be empty
  std::vector<GroupChange>
      changes;  // ascending by group; a removal names every group that its author saw, with its base
  friend bool operator==(const Edit&, const Edit&) = default;
};

// Bounds that every decoder and every entry keeps.
inline constexpr std::size_t kMaxTextBytes = 64 * 1024;
inline constexpr std::size_t kMaxGroups = 400;
inline constexpr std::size_t kMaxFieldsInGroup = 64;
inline constexpr std::size_t kMaxOwnRanges = 1024;
inline constexpr std::size_t kMaxDecided = 256;
inline constexpr std::size_t kMaxNoteBytes = 4096;

}  // namespace minsync
