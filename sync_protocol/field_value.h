// A field's value as it is stored, merged and sent. The form's definition says what it means: a decimal is its scaled
// integer (12.50 with two places is 1250), a date is the number of days since 1970-01-01, a choice is its option name.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sync_protocol/ids.h"

namespace minsync {

struct Null {
  friend constexpr auto operator<=>(const Null&, const Null&) = default;
};
// Option names, sorted, each once.
using Options = std::vector<std::string>;

// Text is NFC UTF-8 without U+0000. The order (kind first, then value) is only for sets and maps and for choosing the
// same value everywhere; it says nothing to users.
using FieldValue = std::variant<Null, std::int64_t, std::string, Options, RecordId>;

inline bool is_null(const FieldValue& value) {
  return std::holds_alternative<Null>(value);
}

// Appends the canonical bytes of the value: one byte for the kind (0 null, 1 integer, 2 text, 3 options, 4 reference),
// then the integer as 8 bytes big-endian, or the length as 4 bytes big-endian and the text (options joined by one
// space), or the 16 bytes of the id. Equal values have equal bytes; digests are made over these.
void append_canonical(std::string& out, const FieldValue& value);

}  // namespace minsync
