// The `_seen` cell of an exported row. After a first byte 0 the cell as it stands; after another what stands behind its
// check sum, which is made to fit, or hardly any input would come past it.
#include <algorithm>

#include "client/exchange/displayed_token.h"
#include "shared/crypto/crypto.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/household.h"

namespace minsync::fuzz {
namespace {

const DeviceId kOwn = device_id(1);

const Form& form_of() {
  static const FormCatalogue catalogue = *FormCatalogue::load();
  return *catalogue.find("dibao_household");
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

std::string token_of(std::string_view rest) {
  const auto id = record_id(1);
  std::string bound = form_of().name;
  bound.append(id.value.bytes.begin(), id.value.bytes.end()).append(rest);
  const auto crc = crc32(bound);
  std::string bytes(1, '\1');
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(crc >> shift & 0xFF);
  auto token = base64(bytes.append(rest));
  std::ranges::replace(token, '+', '-');
  std::ranges::replace(token, '/', '_');
  return token.substr(0, token.find('='));
}

void use(const DisplayedRow& row) {
  FieldValues changes;
  for (const auto& field : form_of().fields) {
    const bool was_there = row.changed(form_of(), field, Null{});
    if (!was_there) changes[field.number] = Null{};
  }
  row.standing_for(form_of(), changes);
}

}  // namespace

void run(std::string_view input) {
  const auto [choice, bytes] = split_choice(input);
  const auto row = read_token(form_of(), record_id(1), kOwn, choice == 0 ? std::string(bytes) : token_of(bytes));
  if (!row) return;
  use(*row);
  // Only what an export displayed has values for everything.
  if (!row->value_hashes.empty()) return;
  const auto first = displayed_token(form_of(), record_id(1), kOwn, row->record);
  const auto again = read_token(form_of(), record_id(1), kOwn, first);
  require(again.has_value(), "a token that was written is accepted");
  if (again->value_hashes.empty()) {
    require(displayed_token(form_of(), record_id(1), kOwn, again->record) == first,
            "a token is written as it was read");
  }
}

}  // namespace minsync::fuzz
