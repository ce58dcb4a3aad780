#include <algorithm>
#include <optional>

#include "sync_protocol/codec/columns.h"
#include "sync_protocol/codec/identity_number.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

enum Mode : std::uint8_t { kPlain = 0, kIdentities = 1, kDictionary = 2 };

using Texts = std::span<const std::string_view>;

void write_plain(PayloadWriter& out, Texts texts) {
  std::vector<std::uint64_t> lengths(texts.size());
  std::ranges::transform(texts, lengths.begin(), [](std::string_view text) { return text.size(); });
  write_numbers(out, lengths);
  for (const auto text : texts) out.raw(text);
}

std::vector<std::string_view> read_plain(PayloadReader& in, std::size_t count, std::size_t most) {
  std::vector<std::string_view> texts(count);
  const auto lengths = read_numbers(in, count, most);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const auto bytes = in.raw(lengths[i]);
    if (!in.take_text(bytes.size()) || !is_plain_text(bytes)) in.reject();
    texts[i] = bytes;
  }
  return texts;
}

struct Identities {
  std::vector<std::uint64_t> is_identity, areas, birthdays, runnings;
  std::vector<std::string_view> others;
};

Identities identities_of(Texts texts) {
  Identities found;
  for (const auto text : texts) {
    const auto parts = identity_parts(text);
    found.is_identity.push_back(parts ? 1 : 0);
    if (!parts) {
      found.others.push_back(text);
      continue;
    }
    found.areas.push_back(parts->area);
    found.birthdays.push_back(static_cast<std::uint64_t>(parts->birthday));
    found.runnings.push_back(parts->running);
  }
  return found;
}

void write_identities(PayloadWriter& out, const Identities& identities) {
  write_numbers(out, identities.is_identity);
  write_numbers(out, identities.areas);
  out.column_ends();
  write_signed_numbers(out, identities.birthdays);
  out.column_ends();
  write_numbers(out, identities.runnings);
  out.column_ends();
  write_plain(out, identities.others);
}

ReadTexts read_identities(PayloadReader& in, std::size_t count, std::size_t most) {
  const auto is_identity = read_numbers(in, count, 1);
  const auto known = static_cast<std::size_t>(std::ranges::count(is_identity, 1u));
  const auto areas = read_numbers(in, known);
  const auto birthdays = read_signed_numbers(in, known);
  const auto runnings = read_numbers(in, known);
  const auto others = read_plain(in, count - known, most);
  ReadTexts read{std::vector<std::string_view>(count)};
  auto& [texts, made] = read;
  made.reserve(known * kIdentityLength);  // so that none of them moves
  std::size_t next = 0, next_other = 0;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    if (is_identity[i] == 0) {
      texts[i] = others[next_other++];
      continue;
    }
    const auto text = identity_text({areas[next], static_cast<std::int64_t>(birthdays[next]), runnings[next]});
    ++next;
    if (text.size() != kIdentityLength || text.size() > most || !in.take_text(text.size())) {
      in.reject();
      break;
    }
    made.insert(made.end(), text.begin(), text.end());
    texts[i] = {made.data() + made.size() - kIdentityLength, kIdentityLength};
  }
  return read;
}

// Nothing where most texts differ.
std::optional<std::pair<Table<std::string_view>, std::vector<std::uint64_t>>> dictionary_of(Texts texts) {
  Table<std::string_view> table;
  std::vector<std::uint64_t> indexes;
  for (const auto text : texts) {
    indexes.push_back(table.index_of(text));
    if (table.values().size() * 2 > texts.size()) return std::nullopt;
  }
  return std::pair{std::move(table), std::move(indexes)};
}

std::vector<std::string_view> read_dictionary(PayloadReader& in, std::size_t count, std::size_t most) {
  const auto distinct = in.bounded(count);
  const auto values = read_plain(in, distinct, most);
  const auto indexes = read_numbers(in, count, distinct == 0 ? 0 : distinct - 1);
  if (distinct == 0) in.reject();
  std::vector<std::string_view> texts(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    if (in.take_text(values[indexes[i]].size())) texts[i] = values[indexes[i]];
  }
  return texts;
}

}  // namespace

void write_texts(PayloadWriter& out, Texts texts) {
  if (texts.empty()) return;
  if (const auto dictionary = dictionary_of(texts)) {
    out.byte(kDictionary);
    out.number(dictionary->first.values().size());
    write_plain(out, dictionary->first.values());
    out.column_ends();
    write_numbers(out, dictionary->second);
  } else if (const auto identities = identities_of(texts); identities.areas.size() * 2 > texts.size()) {
    out.byte(kIdentities);
    write_identities(out, identities);
  } else {
    out.byte(kPlain);
    write_plain(out, texts);
  }
  out.column_ends();
}

ReadTexts read_texts(PayloadReader& in, std::size_t count, std::size_t most) {
  if (count == 0) return {};
  switch (in.byte()) {
    case kPlain:
      return {read_plain(in, count, most)};
    case kIdentities:
      return read_identities(in, count, most);
    case kDictionary:
      return {read_dictionary(in, count, most)};
    default:
      in.reject();
      return {std::vector<std::string_view>(count)};
  }
}

}  // namespace minsync
