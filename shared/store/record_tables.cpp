#include "shared/store/record_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/store/record_columns.h"
#include "shared/store/record_packing.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

// The extra table's group number for a record's removals.
constexpr GroupNumber kRemovals{0};
constexpr std::string_view kExtra = "record_extra";

std::vector<GroupNumber> extra_groups(const Form& form, const StoredRecord& record) {
  std::vector<GroupNumber> extra;
  for (const auto& rule : form.groups) {
    const GroupState* state = record.state.group(rule.number);
    if (state != nullptr && !is_plain(rule, *state, record.shown)) extra.push_back(rule.number);
  }
  for (const auto& group : record.state.groups) {
    if (form.group(group.number) == nullptr) extra.push_back(group.number);
  }
  std::ranges::sort(extra);
  return extra;
}

}  // namespace

std::vector<FieldValue> shown_values(const GroupRule& rule, const FieldValues& shown) {
  std::vector<FieldValue> values;
  for (const auto number : rule.fields) {
    const auto found = shown.find(number);
    values.push_back(found == shown.end() ? FieldValue(Null{}) : found->second);
  }
  return values;
}

Result<RecordTables> RecordTables::open(Database& database, const FormCatalogue& forms, MatchIndex index) {
  RecordTables tables(database, forms, index);
  MINSYNC_TRY(tables.prepare_extra());
  for (const auto* form : forms.forms()) MINSYNC_TRY(tables.prepare(*form));
  return tables;
}

// Where the partition leads the keys, an index finds a record by its id alone.
Status RecordTables::prepare_extra() {
  const auto& dialect = database_->dialect();
  MINSYNC_ASSIGN(const auto present, database_->connection().parts_of("record_extra"));
  std::string sql;
  if (present.empty()) {
    sql = fmt::format(
        "CREATE TABLE IF NOT EXISTS record_extra (record {0}, grp {1}, form {2} NOT NULL, heads {1} NOT NULL,"
        " state {0} NOT NULL, {3}){4};",
        dialect.blob, dialect.integer, dialect.text,
        dialect.partitioned
            ? fmt::format("partition {} NOT NULL, PRIMARY KEY (partition, record, grp)", dialect.integer)
            : std::string("PRIMARY KEY (record, grp)"),
        dialect.table_end);
  }
  if (!present.contains("record_extra_contested")) {
    sql += "CREATE INDEX IF NOT EXISTS record_extra_contested ON record_extra (form, record, grp) WHERE heads > 1;";
  }
  if (dialect.partitioned && !present.contains("record_extra_record")) {
    sql += "CREATE INDEX record_extra_record ON record_extra (record);";
  }
  return sql.empty() ? Status{} : database_->script(sql);
}

Status RecordTables::prepare(const Form& form) {
  const auto& dialect = database_->dialect();
  const std::string table = table_of(form);
  MINSYNC_ASSIGN(const auto present, database_->connection().parts_of(table));
  std::string sql;
  if (present.empty()) {
    sql = fmt::format(
        "CREATE TABLE IF NOT EXISTS {3} (id {0}{2}, unit {1} NOT NULL, deleted {1} NOT NULL, origins {0} NOT NULL,"
        " partition {1} NOT NULL",
        dialect.blob, dialect.integer, dialect.partitioned ? "" : " PRIMARY KEY", table);
    for (const auto& [name, type] : field_columns(dialect, form)) sql += fmt::format(", {} {}", name, type);
    sql += fmt::format("{}){};", dialect.partitioned ? ", PRIMARY KEY (partition, id)" : "", dialect.table_end);
  } else {
    for (const auto& [name, type] : field_columns(dialect, form)) {
      if (!present.contains(name)) sql += fmt::format("ALTER TABLE {} ADD COLUMN {} {};", table, name, type);
    }
  }
  const auto index = [&](const std::string& name, const std::string& columns, std::string_view of = {}) {
    const auto whole = table + "_" + name;
    if (present.contains(whole)) return;
    sql += fmt::format("CREATE INDEX IF NOT EXISTS {} ON {} ({}){};", whole, table, columns, of);
  };
  if (dialect.partitioned) index("id", "id");
  index("deleted", "partition", " WHERE deleted = 1");  // few, and found without looking at the others
  if (match_index_ == MatchIndex::none) {
    if (present.contains(table + "_match")) sql += "DROP INDEX " + table + "_match;";
  } else if (!form.match_key.empty()) {
    index("match", match_column_of(dialect, form, form.match_key.front()));
  }
  for (const auto& field : form.fields) {
    if (field.type == FieldType::reference) index(column_of(field.number), column_of(field.number));
  }
  return sql.empty() ? Status{} : database_->script(sql);
}

Result<FieldValue> RecordTables::read_field(const Form& form, const Field& field, RecordId id, const Statement& row,
                                            int column) {
  if (!is_sealed(database_->dialect(), field) || row.is_null(column)) return read_value(field, row, column);
  MINSYNC_ASSIGN(const auto plain, database_->unseal(row.blob(column), place_of(form, field.number, id)));
  return plain_value(field, plain);
}

// `value` stays until the row is written; nullptr: nothing is given.
static void bind_as_it_is(Statement& row, int index, const FieldValue* value) {
  if (value == nullptr) {
    row.bind_null(index);
  } else if (const auto* text = std::get_if<std::string>(value)) {
    row.lend(index, *text);
  } else {
    std::visit(Binder{row, index}, *value);
  }
}

// How many columns it took.
int RecordTables::bind_field(Statement& row, int index, const Form& form, const Field& field, RecordId id,
                             const FieldValue* value) {
  const auto& dialect = database_->dialect();
  if (!is_sealed(dialect, field) || value == nullptr) {
    bind_as_it_is(row, index, value);
  } else {
    row.bind(index, Blob{database_->seal(std::visit(Plain{}, *value), place_of(form, field.number, id))});
  }
  if (!dialect.sealed || !has_search_key(dialect, form, field)) return 1;
  if (value == nullptr) {
    row.bind_null(index + 1);
  } else {
    row.bind(index + 1, Blob{search_key(form, field.number, std::visit(Plain{}, *value))});
  }
  return 2;
}

std::string RecordTables::search_key(const Form& form, FieldNumber field, const std::string& plain) {
  return database_->connection().search_key(plain, table_of(form) + '.' + column_of(field));
}

Result<StoredRecord> RecordTables::read_row(const Form& form, Statement& row) {
  StoredRecord record;
  record.state.id = RecordId{row.uuid(0)};
  record.state.unit = UnitId{static_cast<std::uint32_t>(row.number(1))};
  record.deleted = row.integer(2) != 0;
  MINSYNC_ASSIGN(auto unpacked, unpack_record(form, row.blob(3)));
  MINSYNC_TRY(read_own(record, unpacked));
  record.state.birth = unpacked.birth;
  record.state.version = unpacked.version;
  record.partition = PartitionId{static_cast<std::uint32_t>(row.number(4))};
  int column = 5;
  for (const auto& field : form.fields) {
    MINSYNC_ASSIGN(auto value, read_field(form, field, record.state.id, row, column++));
    if (!is_null(value)) record.shown.emplace(field.number, std::move(value));
  }
  for (const auto& plain : unpacked.plain) {
    const GroupRule& rule = *form.group(plain.group);
    auto shown = shown_values(rule, record.shown);
    Head head{plain.origin, rule.policy == MergePolicy::sum ? std::vector<FieldValue>{} : shown, {}};
    record.state.groups.push_back({plain.group, plain.origin.version, std::move(shown), {std::move(head)}});
  }
  // A removal leaves no trace in the packed column, so a deleted record is looked up as well.
  record.has_extra = !unpacked.extra.empty() || record.deleted;
  return record;
}

// Where its edit is not merged, nothing is known of the record.
Status RecordTables::read_own(StoredRecord& record, Unpacked& unpacked) {
  if (unpacked.version.value != 0 || unpacked.plain.empty()) return {};
  record.made_by = unpacked.plain.front().origin.edit.sequence;
  Version version;
  if (merged_as_) {
    MINSYNC_ASSIGN(version, merged_as_(record.made_by));
  }
  if (version.value == 0) unpacked.plain.clear();
  unpacked.birth = unpacked.version = version;
  for (auto& plain : unpacked.plain) plain.origin.version = version;
  return {};
}

Status RecordTables::read_extra(StoredRecord& record) {
  MINSYNC_ASSIGN(auto rows, database_->query("SELECT grp, state FROM record_extra WHERE record = ?", record.state.id));
  for (;;) {
    MINSYNC_ASSIGN(const bool row, rows.step());
    if (!row) break;
    record.has_extra = true;
    MINSYNC_ASSIGN(const auto state, database_->unseal(rows.blob(1), kExtra));
    if (GroupNumber{static_cast<std::uint16_t>(rows.integer(0))} == kRemovals) {
      MINSYNC_ASSIGN(record.state.removals, decode_removals(state));
    } else {
      MINSYNC_ASSIGN(auto group, decode_group(state));
      record.state.groups.push_back(std::move(group));
    }
  }
  std::ranges::sort(record.state.groups, {}, &GroupState::number);
  // What is shown may differ on a client, by own edits and removals that the hub has not answered.
  record.state.deleted = is_removed(record.state);
  return {};
}

Result<std::optional<StoredRecord>> RecordTables::load(const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto row, database_->query(row_sql(database_->dialect(), form).load, id));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto record, read_row(form, row));
  MINSYNC_TRY(read_extra(record));
  return record;
}

Result<const Form*> RecordTables::form_of(RecordId id) {
  for (const auto* form : forms_->forms()) {
    MINSYNC_ASSIGN(auto row, database_->query("SELECT 1 FROM " + table_of(*form) + " WHERE id = ?", id));
    MINSYNC_ASSIGN(const bool found, row.step());
    if (found) return form;
  }
  return nullptr;
}

Status RecordTables::write_extra(const Form& form, const StoredRecord& record, const std::vector<GroupNumber>& extra) {
  const auto put = [&](GroupNumber number, std::size_t heads, std::string state) -> Status {
    const auto sealed = database_->seal(std::move(state), kExtra);
    if (!database_->dialect().partitioned) {
      return database_->run("INSERT INTO record_extra (record, grp, form, heads, state) VALUES (?, ?, ?, ?, ?)",
                            record.state.id, number, std::string_view(form.name), heads, Blob{sealed});
    }
    return database_->run(
        "INSERT INTO record_extra (record, grp, form, heads, state, partition) VALUES (?, ?, ?, ?, ?, ?)",
        record.state.id, number, std::string_view(form.name), heads, Blob{sealed}, record.partition);
  };
  for (const auto number : extra) {
    const GroupState& group = *record.state.group(number);
    MINSYNC_TRY(put(number, group.heads.size(), encode_group(group)));
  }
  if (record.state.removals.empty()) return {};
  return put(kRemovals, 0, encode_removals(record.state.removals));
}

Status RecordTables::save(const Form& form, const StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(auto row, database_->prepare(row_sql(database_->dialect(), form).insert));
  row.bind(1, record.state.id);
  row.bind(2, record.state.unit);
  row.bind(3, record.deleted ? 1 : 0);
  const auto extra = extra_groups(form, record);
  const auto packed = pack_record(form, record.state, extra);
  row.bind(4, Blob{packed});
  row.bind(5, record.partition);
  int index = 6;
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    const FieldValue* value = found == record.shown.end() ? nullptr : &found->second;
    index += bind_field(row, index, form, field, record.state.id, value);
  }
  MINSYNC_TRY(row.step());
  if (!fresh && record.has_extra) {
    MINSYNC_TRY(database_->run("DELETE FROM record_extra WHERE record = ?", record.state.id));
  }
  return write_extra(form, record, extra);
}

Status RecordTables::erase(const Form& form, RecordId id) {
  MINSYNC_TRY(database_->run("DELETE FROM record_extra WHERE record = ?", id));
  return database_->run("DELETE FROM " + table_of(form) + " WHERE id = ?", id);
}

Status RecordTables::scan(const Form& form, std::optional<RecordId> after,
                          const std::function<Result<bool>(StoredRecord&)>& visit) {
  MINSYNC_ASSIGN(auto row, database_->query(row_sql(database_->dialect(), form).select + " WHERE id > ? ORDER BY id",
                                            Blob{after ? blob_of(after->value).bytes : std::string_view{}}));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return {};
    MINSYNC_ASSIGN(auto record, read_row(form, row));
    if (record.has_extra) MINSYNC_TRY(read_extra(record));
    MINSYNC_ASSIGN(const bool more, visit(record));
    if (!more) return {};
  }
}

Result<std::vector<RecordId>> RecordTables::match(const Form& form, const std::vector<FieldValue>& key) {
  MINSYNC_ASSERT(key.size() == form.match_key.size() && !key.empty());
  const auto& dialect = database_->dialect();
  std::string sql = "SELECT id FROM " + table_of(form) + " WHERE deleted = 0";
  for (const auto number : form.match_key) sql += " AND " + match_column_of(dialect, form, number) + " IS ?";
  MINSYNC_ASSIGN(auto rows, database_->prepare(sql));
  for (std::size_t i = 0; i < key.size(); ++i) {
    const int index = static_cast<int>(i) + 1;
    if (!is_null(key[i]) && has_search_key(dialect, form, *form.field(form.match_key[i]))) {
      rows.bind(index, Blob{search_key(form, form.match_key[i], std::visit(Plain{}, key[i]))});
    } else {
      std::visit(Binder{rows, index}, key[i]);
    }
  }
  std::vector<RecordId> ids;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return ids;
    ids.push_back(RecordId{rows.uuid(0)});
  }
}

Result<std::vector<RecordId>> RecordTables::referring(const Form& form, FieldNumber field, RecordId parent,
                                                      bool with_deleted) {
  const std::string living = with_deleted ? "" : "deleted = 0 AND ";
  MINSYNC_ASSIGN(auto rows, database_->query("SELECT id FROM " + table_of(form) + " WHERE " + living +
                                                 column_of(field) + " = ? ORDER BY id",
                                             parent));
  std::vector<RecordId> ids;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return ids;
    ids.push_back(RecordId{rows.uuid(0)});
  }
}

Result<std::vector<RecordId>> RecordTables::with_extra(const Form& form) {
  MINSYNC_ASSIGN(auto rows, database_->query("SELECT DISTINCT record FROM record_extra WHERE form = ?",
                                             std::string_view(form.name)));
  std::vector<RecordId> ids;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return ids;
    ids.push_back(RecordId{rows.uuid(0)});
  }
}

Status RecordTables::contested(const std::function<Result<bool>(const ConflictRow&)>& visit) {
  MINSYNC_ASSIGN(auto rows, database_->prepare("SELECT form, record, state FROM record_extra WHERE heads > 1"
                                               " ORDER BY form, record, grp"));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return {};
    ConflictRow row{std::string(rows.text(0)), RecordId{rows.uuid(1)}, {}};
    MINSYNC_ASSIGN(const auto state, database_->unseal(rows.blob(2), kExtra));
    MINSYNC_ASSIGN(row.state, decode_group(state));
    MINSYNC_ASSIGN(const bool more, visit(row));
    if (!more) return {};
  }
}

Result<std::vector<RecordId>> RecordTables::removed(const Form& form, PartitionId partition) {
  MINSYNC_ASSIGN(auto rows, database_->query(
                                "SELECT id FROM " + table_of(form) + " WHERE deleted = 1 AND partition = ? ORDER BY id",
                                partition));
  std::vector<RecordId> ids;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return ids;
    ids.push_back(RecordId{rows.uuid(0)});
  }
}

Result<std::int64_t> RecordTables::count(const Form& form) {
  // All are counted in the index of their ids, without reading a record.
  const auto table = table_of(form);
  MINSYNC_ASSIGN(auto row, database_->prepare("SELECT (SELECT count(*) FROM " + table + ") - (SELECT count(*) FROM " +
                                              table + " WHERE deleted = 1)"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

void show_state(const Form& form, StoredRecord& record) {
  record.shown.clear();
  for (const auto& group : record.state.groups) {
    const GroupRule* rule = form.group(group.number);
    if (rule == nullptr) continue;
    for (std::size_t i = 0; i < rule->fields.size() && i < group.shown.size(); ++i) {
      if (!is_null(group.shown[i])) record.shown.emplace(rule->fields[i], group.shown[i]);
    }
  }
  record.deleted = record.state.deleted;
}

}  // namespace minsync
