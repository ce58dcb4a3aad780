// Bytes into an answer. The order of the columns is the format: PROTOCOL.md, "Bytes", "Answer".
#include <algorithm>
#include <numeric>

#include "sync_protocol/bundle.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/cursor.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/receipt_columns.h"
#include "sync_protocol/codec/shape.h"
#include "sync_protocol/codec/value_columns.h"

namespace minsync {
namespace {

constexpr const char* kWhat = "answer";

using Numbers = std::vector<std::uint64_t>;

struct Row {
  RecordChange* change = nullptr;
  std::uint64_t form = 0;
  std::vector<Origin> origins;
  const std::vector<StateShape>* shapes = nullptr;
};
using Rows = std::vector<Row>;

template <typename Visit>
void for_each_group(Rows& rows, bool by_itself, Visit visit) {
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.shapes->size(); ++i) {
      const auto& shape = (*row.shapes)[i];
      if (shape.by_itself == by_itself) visit(row, shape, row.change->state.groups[i]);
    }
  }
}

template <typename Set>
void read_each(PayloadReader& in, const char* section, Rows& rows, std::uint64_t most, Set set) {
  in.section(section);
  const auto numbers = read_numbers(in, rows.size(), most);
  for (std::size_t i = 0; i < rows.size(); ++i) set(rows[i].change->state, numbers[i]);
}

void read_kept_ranges(PayloadReader& in, SyncAnswer& answer) {
  const auto count = in.bounded(in.left());
  if (!in.take(count)) return;
  answer.kept.resize(count);
  for (auto& range : answer.kept) range = read_kept(in);
}

void read_unread(PayloadReader& in, SyncAnswer& answer) {
  const auto count = in.bounded(std::min(kMaxBundleParts, in.left()));
  if (!in.take(count)) return;
  answer.unread.resize(count);
  for (auto& batch : answer.unread) batch.value = read_digest(in).value;
}

AuditTold read_audit(PayloadReader& in) {
  AuditTold audit;
  audit.number = in.number();
  for (auto& byte : audit.hash) byte = in.byte();
  for (auto& byte : audit.at_seen) byte = in.byte();
  return audit;
}

void read_notices(PayloadReader& in, SyncAnswer& answer) {
  in.section("notices");
  const auto flags = in.byte();
  if (flags > (kSpent | kCopied | kKept | kUnread | kRelayed | kAudit)) in.reject();
  answer.incarnation_spent = (flags & kSpent) != 0;
  answer.copied = (flags & kCopied) != 0;
  if ((flags & kKept) != 0) read_kept_ranges(in, answer);
  if ((flags & kUnread) != 0) read_unread(in, answer);
  if ((flags & kRelayed) != 0) answer.relayed = in.text(kMaxRelayedBytes);
  if ((flags & kAudit) != 0) answer.audit = read_audit(in);
}

// Makes room for the records of all partitions; they do not move afterwards.
Rows read_partitions(PayloadReader& in, SyncAnswer& answer) {
  in.section("partitions");
  answer.partitions.resize(in.bounded(kMaxCursors));
  for (auto& partition : answer.partitions) {
    partition.cursor = read_cursor(in);
    const auto flags = in.bounded(kComplete | kAnew | kBackedUp | kSame);
    partition.complete = (flags & kComplete) != 0;
    partition.anew = (flags & kAnew) != 0;
    if ((flags & kBackedUp) != 0) partition.backed_up = read_version(in);
    if ((flags & kSame) != 0) {
      partition.same.resize(in.bounded(std::min(kMaxKnownBlocks, in.left())));
      for (auto& index : partition.same) index = static_cast<std::uint32_t>(in.bounded(kMaxKnownBlocks));
    }
    const auto count = in.number();
    if (in.take(count)) partition.records.resize(count);
  }
  Rows rows;
  for (auto& partition : answer.partitions) {
    for (auto& change : partition.records) rows.emplace_back().change = &change;
  }
  return rows;
}

void read_forms(PayloadReader& in, Rows& rows) {
  in.section("forms");
  std::vector<std::string> forms(in.bounded(std::min(rows.size(), in.left())));
  for (auto& form : forms) form = read_text(in, kMaxNameBytes);
  const auto indexes = read_numbers(in, rows.size(), forms.empty() ? 0 : forms.size() - 1);
  if (forms.empty()) in.reject();
  for (std::size_t i = 0; i < rows.size() && in.ok(); ++i) {
    rows[i].form = indexes[i];
    if (in.take_text(forms[indexes[i]].size())) rows[i].change->form = forms[indexes[i]];
  }
}

void read_plain_parts(PayloadReader& in, Rows& rows, const std::vector<Uuid>& ids) {
  const auto records = read_records(in, rows.size(), ids);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].change->state.id = RecordId{records[i]};
  read_forms(in, rows);
  read_each(in, "units", rows, kMost32,
            [](RecordState& state, std::uint64_t unit) { state.unit.value = static_cast<std::uint32_t>(unit); });
  read_each(in, "versions", rows, kMost64,
            [](RecordState& state, std::uint64_t version) { state.version.value = version; });
  in.section("births");
  const auto births = read_signed_numbers(in, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& state = rows[i].change->state;
    state.birth.value = state.version.value - births[i];
  }
  in.section("fates");
  const auto fates = read_numbers(in, rows.size(), kLeft);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].change->state.deleted = fates[i] == 1;
    rows[i].change->left = fates[i] == kLeft;
  }
}

struct Author {
  DeviceId device;
  Incarnation incarnation;
};

std::vector<Author> read_authors(PayloadReader& in, const std::vector<Uuid>& ids) {
  in.section("authors");
  const auto count = in.number();
  if (!in.take(count)) return {};
  if (ids.empty()) in.reject();
  const auto devices = read_numbers(in, count, ids.empty() ? 0 : ids.size() - 1);
  const auto incarnations = read_numbers(in, count, kMost32);
  std::vector<Author> authors(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    authors[i] = {DeviceId{ids[devices[i]]}, Incarnation{static_cast<std::uint32_t>(incarnations[i])}};
  }
  return authors;
}

void read_origins(PayloadReader& in, Rows& rows, const std::vector<Author>& authors) {
  in.section("origins");
  const auto counts = read_numbers(in, rows.size(), kMaxGroups);
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (!in.take(total)) return;
  if (authors.empty() && total > 0) in.reject();
  const auto by = read_numbers(in, total, authors.empty() ? 0 : authors.size() - 1);
  const auto sequences = read_numbers(in, total);
  const auto versions = read_signed_numbers(in, total);
  const auto times = read_numbers(in, total, kMost48);
  const auto counters = read_numbers(in, total, kMost16);
  const auto ranks = read_numbers(in, total, kMost8);
  const auto former = read_numbers(in, total);
  if (!in.ok()) return;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].origins.resize(counts[i]);
    for (auto& origin : rows[i].origins) {
      const auto& author = authors[by[next]];
      origin.edit = {author.device, author.incarnation, Sequence{sequences[next]}};
      origin.version.value = rows[i].change->state.version.value - versions[next];
      origin.stamp.value = times[next] << 16 | counters[next];
      origin.rank = static_cast<std::uint8_t>(ranks[next]);
      origin.former.value = former[next];
      ++next;
    }
  }
}

bool take_shape(PayloadReader& in, const std::vector<StateShape>& shape) {
  std::size_t parts = 0;
  for (const auto& group : shape) parts += 1 + group.shown + group.displayed;
  return in.take(parts);
}

// Makes room for everything that the shapes say.
void read_shapes(PayloadReader& in, Rows& rows, const std::vector<std::vector<StateShape>>& shapes) {
  const auto indexes = read_numbers(in, rows.size(), shapes.empty() ? 0 : shapes.size() - 1);
  if (shapes.empty()) in.reject();
  for (std::size_t i = 0; i < rows.size() && in.ok(); ++i) {
    const auto& shape = shapes[indexes[i]];
    if (!take_shape(in, shape)) return;
    rows[i].shapes = &shape;
    auto& groups = rows[i].change->state.groups;
    groups.resize(shape.size());
    for (std::size_t n = 0; n < shape.size(); ++n) {
      groups[n].number = shape[n].group;
      groups[n].shown.resize(shape[n].shown);
      if (shape[n].by_itself) continue;
      groups[n].heads.resize(1);
      groups[n].heads.front().displayed.resize(shape[n].displayed);
    }
  }
}

void read_group_heads(PayloadReader& in, Rows& rows) {
  in.section("groups");
  std::size_t count = 0, next = 0;
  for_each_group(rows, false, [&](Row&, const StateShape&, GroupState&) { ++count; });
  const auto versions = read_signed_numbers(in, count);
  const auto origins = read_numbers(in, count, kMaxGroups);
  for_each_group(rows, false, [&](Row& row, const StateShape&, GroupState& group) {
    group.version.value = row.change->state.version.value - versions[next];
    const auto index = origins[next++];
    if (index >= row.origins.size()) {
      in.reject();
    } else {
      group.heads.front().origin = row.origins[index];
    }
  });
}

std::size_t parts_of(const GroupState& group) {
  std::size_t parts = group.shown.size();
  for (const auto& head : group.heads) parts += 1 + head.values.size() + head.displayed.size();
  return parts;
}

std::size_t parts_of(const std::vector<Removal>& removals) {
  std::size_t parts = 0;
  for (const auto& removal : removals) {
    parts += 1 + removal.bases.size();
    for (const auto& [group, base] : removal.bases) parts += base.own.size();
  }
  return parts;
}

void read_groups_by_themselves(PayloadReader& in, Rows& rows) {
  std::size_t count = 0, next = 0;
  for_each_group(rows, true, [&](Row&, const StateShape&, GroupState&) { ++count; });
  const auto lengths = read_numbers(in, count);
  for_each_group(rows, true, [&](Row&, const StateShape& shape, GroupState& group) {
    auto state = decode_group(in.raw(lengths[next++]));
    if (!state || state->number != shape.group || !in.take(parts_of(*state))) {
      in.reject();
    } else {
      group = std::move(*state);
    }
  });
}

void read_removals(PayloadReader& in, Rows& rows) {
  in.section("removals");
  const auto lengths = read_numbers(in, rows.size());
  for (std::size_t i = 0; i < rows.size() && in.ok(); ++i) {
    if (lengths[i] == 0) continue;
    auto removals = decode_removals(in.raw(lengths[i]));
    if (!removals || !in.take(parts_of(*removals))) {
      in.reject();
    } else {
      rows[i].change->state.removals = std::move(*removals);
    }
  }
}

void read_shown(PayloadReader& in, Rows& rows, const std::vector<Uuid>& ids) {
  ReadValues places;
  for_each_group(rows, false, [&](Row& row, const StateShape& shape, GroupState& group) {
    const auto place = static_cast<std::size_t>(&group - row.change->state.groups.data());
    auto& columns = places.of(row.form, shape.group, place);
    add_places(columns.values, group.shown);
    add_places(columns.displayed, group.heads.front().displayed);
  });
  read_values(in, places, ids);
  for_each_group(rows, false, [&](Row&, const StateShape& shape, GroupState& group) {
    if (!shape.no_values && in.ok()) group.heads.front().values = group.shown;
  });
}

void read_records(PayloadReader& in, Rows& rows) {
  const auto ids = read_ids(in);
  read_plain_parts(in, rows, ids);
  read_origins(in, rows, read_authors(in, ids));
  const auto shapes = read_state_shapes(in, rows.size());
  read_shapes(in, rows, shapes);
  if (!in.ok()) return;
  read_group_heads(in, rows);
  if (!in.ok()) return;
  read_groups_by_themselves(in, rows);
  read_removals(in, rows);
  if (in.ok()) read_shown(in, rows, ids);
}

Status read_head(ByteReader& in, SyncAnswer& answer) {
  MINSYNC_TRY(expect_magic(in, kAnswerMagic, kWhat));
  answer.protocol = in.byte();
  if (answer.protocol > kProtocolVersion) return too_new(kWhat, std::to_string(answer.protocol));
  answer.counter = in.number();
  answer.epoch = static_cast<std::uint16_t>(in.bounded(kMost16));
  answer.clock_ms = in.number();
  answer.receipt_cursor = in.number();
  if (!in.ok() || answer.protocol == 0) return malformed(kWhat, "head");
  return {};
}

}  // namespace

Result<SyncAnswer> decode_answer(std::string_view bytes) {
  if (bytes.size() > kMaxAnswerBytes) return malformed(kWhat, "length");
  ByteReader in(bytes);
  SyncAnswer answer;
  MINSYNC_TRY(read_head(in, answer));
  std::string storage;
  MINSYNC_ASSIGN(const auto plain, unpack(in, kMaxAnswerPlainBytes, kWhat, storage));
  PayloadReader payload(plain, kMaxAnswerParts, kMaxAnswerPlainBytes);
  read_notices(payload, answer);
  answer.received = read_received(payload);
  answer.receipts = read_receipts(payload);
  auto rows = read_partitions(payload, answer);
  if (!rows.empty() && payload.ok()) read_records(payload, rows);
  if (!payload.done()) return malformed(kWhat, payload.section());
  return answer;
}

}  // namespace minsync
