#include "hub/duplicates/match_keys.h"

#include <algorithm>
#include <array>

#include "shared/crypto/crypto.h"
#include "shared/identity/characters.h"
#include "shared/identity/identity.h"
#include "shared/store/carrier_records.h"

namespace minsync {
namespace {

constexpr std::array<std::string_view, 3> kStrengths = {"strong", "medium", "weak"};
constexpr std::size_t kHashBytes = 16, kLeastName = 2, kLeastAddress = 4;
// A birthday that has not come yet is the form's business, not that of a search.
constexpr std::int32_t kAnyDay = 2'932'896;

const Field* find_id_number(const Form& form) {
  const auto found =
      std::ranges::find_if(form.fields, [](const Field& f) { return f.type == FieldType::id_number && !f.retired; });
  return found == form.fields.end() ? nullptr : &*found;
}

// Full-width letters and digits become ordinary ones; blanks and dots between the parts of a name go.
std::string plain(std::string_view text) {
  const std::string narrow = normalise_id_number(text);
  std::string out;
  for (const auto& character : characters(narrow)) {
    const auto code = character.code;
    if (code == 0xB7 || code == 0x2022 || code == 0x30FB || code == 0x2027 || code == '.') continue;
    if (code >= 'A' && code <= 'Z') {
      out += static_cast<char>(code - 'A' + 'a');
    } else {
      out += character.bytes;
    }
  }
  return out;
}

struct Compared {
  std::string id_number, name, address;
  std::optional<std::int32_t> birthday;
};

void read_id_number(std::string_view typed, Compared& compared) {
  IdNumber number;
  const auto fault = check_id_number(normalise_id_number(typed), kAnyDay, &number);
  if (fault != IdNumberFault::none && fault != IdNumberFault::check_digit) return;
  compared.birthday = number.birth_day;
  if (number.digits == 18) {
    compared.id_number = number.text;
    return;
  }
  const auto year = day_text(number.birth_day).substr(0, 4);
  const auto first17 = number.area + year + number.text.substr(8);
  compared.id_number = first17 + id_check_digit(first17);
}

std::string first_text(const Form& form, const StoredRecord& record, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    if (const auto text = value_in<std::string>(form, record.shown, name)) return plain(*text);
  }
  return {};
}

Compared compared_values(const Form& form, const StoredRecord& record) {
  Compared compared;
  const auto* number = find_id_number(form);
  if (number == nullptr || record.deleted) return compared;
  if (const auto typed = value_in<std::string>(form, record.shown, number->name)) read_id_number(*typed, compared);
  if (const auto day = value_in<std::int64_t>(form, record.shown, "birthday")) {
    compared.birthday = static_cast<std::int32_t>(*day);
  }
  compared.name = first_text(form, record, {"name", "householder"});
  compared.address = first_text(form, record, {"address"});
  return compared;
}

std::string keyed(std::string_view secret, const Form& form, MatchKind kind, std::initializer_list<std::string> parts) {
  std::string bytes = "duplicates\n" + form.name + '\n' + std::to_string(static_cast<int>(kind));
  for (const auto& part : parts) bytes += '\n' + part;
  const auto digest = hmac_sha256(secret, bytes);
  return std::string(digest.begin(), digest.begin() + kHashBytes);
}

std::vector<MatchKey> keys_of(const Form& form, const Compared& values, std::string_view secret) {
  std::vector<MatchKey> keys;
  const auto add = [&](MatchKind kind, std::initializer_list<std::string> parts) {
    keys.push_back({kind, keyed(secret, form, kind, parts)});
  };
  if (!values.id_number.empty()) add(MatchKind::id_number, {values.id_number});
  if (characters(values.name).size() < kLeastName) return keys;
  if (values.birthday) add(MatchKind::name_birthday, {values.name, std::to_string(*values.birthday)});
  if (characters(values.address).size() >= kLeastAddress) add(MatchKind::name_address, {values.name, values.address});
  return keys;
}

MatchStrength strength_of(const std::vector<MatchKind>& kinds) {
  if (kinds.front() == MatchKind::id_number) return MatchStrength::strong;
  return kinds.size() > 1 ? MatchStrength::medium : MatchStrength::weak;
}

}  // namespace

bool has_persons(const Form& form) {
  return !form.reference_data && find_id_number(form) != nullptr;
}

std::vector<MatchKey> match_keys(const Form& form, const StoredRecord& record, std::string_view secret) {
  return keys_of(form, compared_values(form, record), secret);
}

std::optional<Likeness> likeness(const Form& form, const StoredRecord& a, const StoredRecord& b,
                                 std::string_view secret) {
  const auto first = compared_values(form, a), second = compared_values(form, b);
  const bool other_birthday = first.birthday && second.birthday && first.birthday != second.birthday;
  const auto keys = keys_of(form, second, secret);
  Likeness found;
  std::string agreed;
  for (const auto& key : keys_of(form, first, secret)) {
    if (key.kind == MatchKind::name_address && other_birthday) continue;
    if (std::ranges::find(keys, key) == keys.end()) continue;
    found.kinds.push_back(key.kind);
    agreed += key.hash;
  }
  if (found.kinds.empty()) return std::nullopt;
  found.strength = strength_of(found.kinds);
  found.mark = hex(sha256(agreed)).substr(0, 2 * kHashBytes);
  return found;
}

std::string_view kind_word(MatchKind kind) {
  switch (kind) {
    case MatchKind::id_number:
      return "id_number";
    case MatchKind::name_birthday:
      return "name_birthday";
    case MatchKind::name_address:
      return "name_address";
  }
  return {};
}

std::string_view strength_word(MatchStrength strength) {
  return kStrengths[static_cast<std::size_t>(strength)];
}

std::optional<MatchStrength> read_strength(std::string_view word) {
  const auto found = std::ranges::find(kStrengths, word);
  if (found == kStrengths.end()) return std::nullopt;
  return static_cast<MatchStrength>(found - kStrengths.begin());
}

}  // namespace minsync
