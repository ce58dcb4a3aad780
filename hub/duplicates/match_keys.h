// By what two records may be of one person or household: the identity number, the name with the birthday, the name with
// the address. Values are compared by keyed hashes, so that nothing that is kept of them tells them. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/form.h"
#include "shared/store/record_tables.h"

namespace minsync {

// Numbers are stored.
enum class MatchKind : std::uint8_t { id_number = 1, name_birthday = 2, name_address = 3 };
// In the order in which they are shown. Numbers are stored.
enum class MatchStrength : std::uint8_t { strong = 0, medium = 1, weak = 2 };

// Whether records of the form are looked at: forms with an identity number. Their name is the field `name` or
// `householder`, their birthday the field `birthday` or, where there is none, what the identity number says, their
// address the field `address` (shared/FORMS.md).
bool has_persons(const Form& form);

struct MatchKey {
  MatchKind kind;
  std::string hash;  // 16 bytes, the same for the same value in records of the same form
  friend auto operator<=>(const MatchKey&, const MatchKey&) = default;
};

// None for a deleted record, and of what is empty or no identity number. Numbers of 15 digits count as the 18 that they
// became; one with a wrong check digit counts as written, one that a spreadsheet rounded does not count.
// `secret` is the hub's own.
std::vector<MatchKey> match_keys(const Form& form, const StoredRecord& record, std::string_view secret);

// What two records agree in.
struct Likeness {
  std::vector<MatchKind> kinds;  // ascending
  MatchStrength strength = MatchStrength::weak;
  std::string mark;  // hex, changes with the values that agree
};
// Nothing if they agree in nothing that counts: the address does not where both birthdays are known and differ.
std::optional<Likeness> likeness(const Form& form, const StoredRecord& a, const StoredRecord& b,
                                 std::string_view secret);

std::string_view kind_word(MatchKind kind);              // "id_number"
std::string_view strength_word(MatchStrength strength);  // "strong"
std::optional<MatchStrength> read_strength(std::string_view word);

}  // namespace minsync
