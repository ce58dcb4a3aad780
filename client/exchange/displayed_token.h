// The `_seen` cell of an exported row: what the export displayed, so that an import knows which cells its user changed
// and what those changes stand on, even if the record has moved on since.
//
// Base64url without padding (RFC 4648, 5) of these bytes; numbers as in sync_protocol/codec/bytes.h:
//   1 byte     format, 1
//   4 bytes    CRC-32 (IEEE 802.3), little-endian, of form name, record id (16 bytes) and everything behind it
//   number     version of the record's last change that was displayed
//   1 byte     1 if own edits follow below, then: device (16 bytes); else 0
//   number     count of distinct bases; each as in PROTOCOL.md, "Pieces"
//   number     count of groups; for each: its number, the index of its base, and then either
//                a CRC-32 of its value, for groups of one field whose edits do not say what was displayed, or
//                its values, as in "Pieces"
// Groups that displayed nothing and have no base are left out. The CRC-32 of a value is that of its canonical bytes.
//
// An export whose sensitive values are masked may not tell them here. Its tokens are
//   1 byte     format, 2
//   the rest   sealed (seal_piece: nonce, tag, AES-256-GCM), bound to form name and record id, under a key that stays
//   in
//              this office's database: everything above from the version on, groups with a sensitive field always with
//              their values
// so only this computer's data (and copies of it) can import such a file.
#pragma once

#include <string>
#include <string_view>

#include "client/store/local_edits.h"
#include "shared/crypto/secret_key.h"

namespace minsync {

// Every value is taken as a spreadsheet's cell would give it back (see as_read_back). `key`: seals the token.
std::string displayed_token(const Form& form, RecordId record, DeviceId own, const DisplayedRecord& displayed,
                            const SecretKey* key = nullptr);

// The key of this office's masked exports; made when it is first asked for, in a transaction of its own.
Result<SecretKey> export_key(ClientStore& store);

// What a token says, for one row of a file.
struct DisplayedRow {
  DisplayedRecord record;                             // groups without values where only a hash was kept
  std::map<GroupNumber, std::uint32_t> value_hashes;  // for those

  // Whether this is not what the export displayed: the user changed the cell.
  bool changed(const Form& form, const Field& field, const FieldValue& typed) const;
  // What was displayed in the field; Null if nothing was, or if only a hash was kept.
  FieldValue value(const Form& form, const Field& field) const;
  // What an edit of these fields stands on.
  DisplayedRecord standing_for(const Form& form, const FieldValues& changes) const;
};

// Fault: bad_input if the token is damaged or belongs to another row. Own edits of another device (the file went
// from one computer to another) are left out of the bases: their author is somebody else here. Or if it is sealed and
// `key`, which may be nullptr, does not open it.
Result<DisplayedRow> read_token(const Form& form, RecordId record, DeviceId own, std::string_view token,
                                const SecretKey* key = nullptr);

// The value after a way out through a cell and back: blanks at the ends gone, for instance.
FieldValue as_read_back(const Field& field, const FieldValue& value);

}  // namespace minsync
