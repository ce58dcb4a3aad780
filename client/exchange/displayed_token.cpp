#include "client/exchange/displayed_token.h"

#include <algorithm>

#include "shared/crypto/ciphers.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

constexpr std::uint8_t kFormat = 1, kSealedFormat = 2;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kMaxTokenBytes = 48 * 1024;

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

std::string crc_bytes(std::uint32_t crc) {
  std::string out;
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(crc >> shift & 0xFF);
  return out;
}

std::uint32_t crc_from(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    crc |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << 8 * i;
  return crc;
}

std::string row_name(const Form& form, RecordId record) {
  std::string bytes = form.name;
  return bytes.append(record.value.bytes.begin(), record.value.bytes.end());
}

// Binds a token to its row, so that one copied into another row is noticed.
std::uint32_t crc_of_token(const Form& form, RecordId record, std::string_view rest) {
  return crc32(row_name(form, record).append(rest));
}

std::uint32_t hash_of(const FieldValue& value) {
  std::string bytes;
  append_canonical(bytes, value);
  return crc32(bytes);
}

// An edit of such a group must say what was displayed, or goes with its neighbours, or its cells are masked: the values
// themselves are needed.
bool needs_values(const Form& form, const GroupRule& rule, bool sealed) {
  const bool masked =
      sealed && std::ranges::any_of(rule.fields, [&](FieldNumber number) { return form.field(number)->sensitive; });
  return masked || rule.fields.size() > 1 || carries_displayed(rule.policy);
}

std::vector<Base> distinct_bases(const DisplayedRecord& displayed) {
  std::vector<Base> bases;
  for (const auto& [number, group] : displayed.groups) {
    if (std::ranges::find(bases, group.base) == bases.end()) bases.push_back(group.base);
  }
  return bases;
}

void write_group(ByteWriter& out, const Form& form, const GroupRule& rule, const DisplayedGroup& group, bool sealed) {
  if (!needs_values(form, rule, sealed)) {
    out.raw(crc_bytes(hash_of(as_read_back(*form.field(rule.fields.front()), group.values.front()))));
    return;
  }
  std::vector<FieldValue> values;
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    values.push_back(as_read_back(*form.field(rule.fields[i]), group.values[i]));
  }
  write_values(out, values);
}

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<std::uint8_t>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kAlphabet[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += kAlphabet[held << (6 - bits) & 63];
  return out;
}

// Nothing for what is no base64url. Bits that are left over at the end are not looked at: the CRC tells.
std::string from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return {};
    held = held << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) out += static_cast<char>(held >> (bits -= 8) & 0xFF);
  }
  return out;
}

// The groups of a token, with the bases they name.
void read_groups(ByteReader& in, const Form& form, const std::vector<Base>& bases, bool sealed, DisplayedRow& row) {
  const auto count = in.bounded(kMaxGroups);
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const GroupNumber number{static_cast<std::uint16_t>(in.bounded(UINT16_MAX))};
    const auto base = in.number();
    const GroupRule* rule = form.group(number);
    if (rule == nullptr || base >= bases.size()) return in.reject();
    DisplayedGroup group{bases[base], {}};
    if (needs_values(form, *rule, sealed)) {
      group.values = read_values(in);
      if (group.values.size() != rule->fields.size()) return in.reject();
    } else {
      row.value_hashes[number] = crc_from(in.raw(kCrcBytes));
    }
    row.record.groups.emplace(number, std::move(group));
  }
}

}  // namespace

FieldValue as_read_back(const Field& field, const FieldValue& value) {
  return parse_value(field, format_value(field, value)).value_or(value);
}

std::string displayed_token(const Form& form, RecordId record, DeviceId own, const DisplayedRecord& displayed,
                            const SecretKey* key) {
  const auto bases = distinct_bases(displayed);
  const bool has_own = std::ranges::any_of(bases, [](const Base& base) { return !base.own.empty(); });
  ByteWriter out;
  out.number(displayed.seen.value);
  out.byte(has_own ? 1 : 0);
  if (has_own) out.uuid(own.value);
  out.number(bases.size());
  for (const auto& base : bases) write_base(out, base);
  out.number(displayed.groups.size());
  for (const auto& [number, group] : displayed.groups) {
    out.number(number.value);
    out.number(static_cast<std::uint64_t>(std::ranges::find(bases, group.base) - bases.begin()));
    write_group(out, form, *form.group(number), group, key != nullptr);
  }
  if (key != nullptr) {
    return base64url(static_cast<char>(kSealedFormat) + seal_piece(*key, out.bytes(), row_name(form, record)));
  }
  return base64url(std::string(1, static_cast<char>(kFormat)) + crc_bytes(crc_of_token(form, record, out.bytes())) +
                   out.bytes());
}

namespace {

// What stands in the token, and whether it was sealed.
struct Opened {
  std::string bytes;
  bool sealed = false;
};

Result<Opened> open_token(const Form& form, RecordId record, std::string_view token, const SecretKey* key) {
  const auto damaged = fail(FaultKind::bad_input, "client.bad_token");
  if (token.size() > kMaxTokenBytes * 4 / 3) return damaged;
  const auto bytes = from_base64url(token);
  if (!bytes.empty() && bytes[0] == static_cast<char>(kSealedFormat)) {
    const auto elsewhere = fail(FaultKind::bad_input, "client.token_elsewhere");
    if (key == nullptr) return elsewhere;
    auto plain = open_piece(*key, std::string_view(bytes).substr(1), row_name(form, record));
    return plain ? Result<Opened>(Opened{*std::move(plain), true}) : elsewhere;
  }
  if (bytes.size() < 1 + kCrcBytes || bytes[0] != static_cast<char>(kFormat)) return damaged;
  const auto rest = std::string_view(bytes).substr(1 + kCrcBytes);
  if (crc_from(std::string_view(bytes).substr(1, kCrcBytes)) != crc_of_token(form, record, rest)) return damaged;
  return Opened{std::string(rest), false};
}

}  // namespace

Result<DisplayedRow> read_token(const Form& form, RecordId record, DeviceId own, std::string_view token,
                                const SecretKey* key) {
  MINSYNC_ASSIGN(const auto opened, open_token(form, record, token, key));
  ByteReader in(opened.bytes);
  DisplayedRow row;
  row.record.seen.value = in.number();
  bool same_author = true;
  if (in.byte() != 0) same_author = DeviceId{in.uuid()} == own;
  std::vector<Base> bases(in.bounded(kMaxGroups));
  for (auto& base : bases) {
    read_base(in, base);
    if (!same_author) base = {base.version, {}, {}};
  }
  read_groups(in, form, bases, opened.sealed, row);
  if (!in.done()) return fail(FaultKind::bad_input, "client.bad_token");
  return row;
}

bool DisplayedRow::changed(const Form& form, const Field& field, const FieldValue& typed) const {
  const GroupRule& rule = form.group_of(field.number);
  const auto group = record.groups.find(rule.number);
  if (group == record.groups.end()) return !is_null(typed);
  if (const auto hash = value_hashes.find(rule.number); hash != value_hashes.end()) {
    return hash_of(typed) != hash->second;
  }
  const auto at = static_cast<std::size_t>(std::ranges::find(rule.fields, field.number) - rule.fields.begin());
  return typed != group->second.values[at];
}

FieldValue DisplayedRow::value(const Form& form, const Field& field) const {
  const GroupRule& rule = form.group_of(field.number);
  const auto group = record.groups.find(rule.number);
  if (group == record.groups.end() || group->second.values.empty()) return Null{};
  const auto at = static_cast<std::size_t>(std::ranges::find(rule.fields, field.number) - rule.fields.begin());
  return group->second.values[at];
}

Result<SecretKey> export_key(ClientStore& store) {
  constexpr const char* kSetting = "export_key";
  MINSYNC_ASSIGN(auto known, store.setting(kSetting));
  if (known.empty()) {
    // Another process may be as far.
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
    MINSYNC_ASSIGN(known, store.setting(kSetting));
    if (known.empty()) {
      known = std::string(SecretKey::random().bytes());
      MINSYNC_TRY(store.set_setting(kSetting, known));
    }
    MINSYNC_TRY(transaction.commit());
  }
  if (known.size() != SecretKey::kSize) return fail(FaultKind::integrity, "common.damaged", {kSetting});
  return SecretKey::from(known);
}

DisplayedRecord DisplayedRow::standing_for(const Form& form, const FieldValues& changes) const {
  DisplayedRecord standing = record;
  for (const auto& [number, hash] : value_hashes) {
    const auto change = changes.find(form.group(number)->fields.front());
    // Known is only that the displayed value was another one; edits of these groups do not carry it.
    const bool cleared = change != changes.end() && is_null(change->second);
    standing.groups[number].values = {cleared ? FieldValue(std::string("?")) : FieldValue(Null{})};
  }
  return standing;
}

}  // namespace minsync
