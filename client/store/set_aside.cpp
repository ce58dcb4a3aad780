#include "client/store/set_aside.h"

#include <algorithm>
#include <variant>

#include "client/store/learned_forms.h"
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

// Whether a column of the form's table takes it. Options and lengths are not looked at: a newer form may allow more.
bool is_storable(const Field& field, const FieldValue& value) {
  if (is_null(value)) return true;
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return std::holds_alternative<std::int64_t>(value);
    case FieldType::reference:
      return std::holds_alternative<RecordId>(value);
    case FieldType::select_multiple:
      return std::holds_alternative<Options>(value);
    default:
      return std::holds_alternative<std::string>(value);
  }
}

bool is_storable(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values) {
  if (values.size() != rule.fields.size()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_storable(*form.field(rule.fields[i]), values[i])) return false;
  }
  return true;
}

bool is_storable(const Form& form, const GroupState& group) {
  const GroupRule* rule = form.group(group.number);
  if (rule == nullptr) return true;
  return is_storable(form, *rule, group.shown) && std::ranges::all_of(group.heads, [&](const Head& head) {
           return head.values.empty() || is_storable(form, *rule, head.values);
         });
}

std::string encode_change(const RecordChange& change) {
  SyncAnswer kept;
  kept.partitions.push_back({{}, false, false, {}, {change}});
  return encode_answer(kept);
}

std::string encode_args(const std::vector<std::string>& args) {
  ByteWriter out;
  for (const auto& arg : args) out.text(arg);
  return out.take();
}

constexpr std::string_view kSelect = "SELECT partition, change, reason, args, at_ms FROM set_aside";

Result<SetAside> read_row(const Statement& row) {
  SetAside aside;
  aside.partition = PartitionId{static_cast<std::uint32_t>(row.number(0))};
  MINSYNC_ASSIGN(auto kept, decode_answer(row.blob(1)));
  if (kept.partitions.empty() || kept.partitions.front().records.empty()) {
    return fail(FaultKind::integrity, "common.damaged", {"set_aside"});
  }
  aside.change = std::move(kept.partitions.front().records.front());
  aside.reason = row.text(2);
  const auto args = row.blob(3);
  for (ByteReader in(args); in.ok() && in.left() > 0;) aside.args.emplace_back(in.text(args.size()));
  aside.at_ms = row.integer(4);
  return aside;
}

Status put(ClientStore& store, const SetAside& aside) {
  return store.database().run("INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?, ?, ?)", aside.change.state.id,
                              aside.partition, Blob{encode_change(aside.change)}, std::string_view(aside.reason),
                              Blob{encode_args(aside.args)}, aside.at_ms);
}

}  // namespace

std::optional<Fault> unfit(const Form& form, const RecordChange& change) {
  for (const auto& group : change.state.groups) {
    if (is_storable(form, group)) continue;
    const Field* field = form.field(form.group(group.number)->fields.front());
    return Fault{FaultKind::bad_input, "client.aside_values", {change.form, field->name}, {}};
  }
  return std::nullopt;
}

Status set_aside(ClientStore& store, const SetAside& aside, const RecordState* before) {
  MINSYNC_ASSIGN(auto known, find_aside(store, aside.change.state.id));
  SetAside whole = aside;
  if (known) {
    if (known->change.state.version > aside.change.state.version) return {};
    whole.change.state = std::move(known->change.state);
    take_over(whole.change.state, aside.change.state);
  } else if (before != nullptr) {
    whole.change.state = *before;
    take_over(whole.change.state, aside.change.state);
  }
  return put(store, whole);
}

Result<std::optional<SetAside>> find_aside(ClientStore& store, RecordId record) {
  MINSYNC_ASSIGN(auto row, store.database().query(std::string(kSelect) + " WHERE record = ?", record));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto aside, read_row(row));
  return aside;
}

Result<std::vector<SetAside>> all_aside(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows, store.database().prepare(std::string(kSelect) + " ORDER BY at_ms, record"));
  std::vector<SetAside> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto aside, read_row(rows));
    all.push_back(std::move(aside));
  }
}

Result<std::int64_t> count_aside(ClientStore& store) {
  MINSYNC_ASSIGN(auto row, store.database().prepare("SELECT count(*) FROM set_aside"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

Status drop_aside(ClientStore& store, RecordId record) {
  return store.database().run("DELETE FROM set_aside WHERE record = ?", record);
}

Status drop_untold_aside(ClientStore& store, PartitionId partition) {
  return store.database().run(
      "DELETE FROM set_aside WHERE partition = ? AND record NOT IN (SELECT record FROM told_anew)", partition);
}

}  // namespace minsync
