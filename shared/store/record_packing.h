// The packed column of a record's row: which edit each field group's value came from, run-length coded. A record that
// was written at one go costs about 40 bytes. DESIGN.md has the format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/validation.h"
#include "sync_protocol/record.h"

namespace minsync {

// A group is plain if its whole state can be told from its shown value and one origin; others stand in the extra table.
// `shown`: fields of the record that hold a value.
bool is_plain(const GroupRule& rule, const GroupState& state, const FieldValues& shown);

// Packs birth, version and the origin of every plain group; `extra` says which groups (ascending) stand elsewhere.
std::string pack_record(const Form& form, const RecordState& state, const std::vector<GroupNumber>& extra);

// The same of a record that one edit made: every group among `present` (a place for each of the form's groups) is plain
// and of `origin`, the others were never written.
std::string pack_new_record(const Form& form, const Origin& origin, const std::vector<bool>& present);

struct Unpacked {
  Version birth, version;
  struct Plain {
    GroupNumber group;
    Origin origin;
  };
  std::vector<Plain> plain;        // ascending by group
  std::vector<GroupNumber> extra;  // ascending
};
Result<Unpacked> unpack_record(const Form& form, std::string_view bytes);

}  // namespace minsync
