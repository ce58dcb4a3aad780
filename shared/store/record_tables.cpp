#include "shared/store/record_tables.h"

#include <algorithm>
#include <set>

#include "shared/store/record_packing.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

// The extra table's group number for a record's removals.
constexpr GroupNumber kRemovals{0};

std::string table_of(const Form& form) {
  return "record_" + form.name;
}
std::string column_of(FieldNumber field) {
  return "f" + std::to_string(field.value);
}

std::string_view declared_type(FieldType type) {
  switch (type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return "INTEGER";
    case FieldType::reference:
      return "BLOB";
    default:
      return "TEXT";
  }
}

std::string join(const Options& options) {
  std::string out;
  for (const auto& option : options) {
    if (!out.empty()) out += ' ';
    out += option;
  }
  return out;
}

struct Binder {
  Statement& statement;
  int index;
  void operator()(const Null&) const { statement.bind_null(index); }
  void operator()(std::int64_t number) const { statement.bind(index, number); }
  void operator()(const std::string& text) const { statement.bind(index, std::string_view(text)); }
  void operator()(const Options& options) const { statement.bind(index, std::string_view(join(options))); }
  void operator()(const RecordId& id) const { statement.bind(index, id); }
};

Options split(std::string_view text) {
  Options options;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    options.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return options;
}

FieldValue read_value(const Field& field, const Statement& row, int column) {
  if (row.is_null(column)) return Null{};
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      return row.integer(column);
    case FieldType::reference:
      return RecordId{row.uuid(column)};
    case FieldType::select_multiple:
      return split(row.text(column));
    default:
      return std::string(row.text(column));
  }
}

std::string select_list(const Form& form) {
  std::string sql = "SELECT id, unit, deleted, origins, partition";
  for (const auto& field : form.fields) sql += ", " + column_of(field.number);
  return sql + " FROM " + table_of(form);
}

std::string insert_statement(const Form& form) {
  std::string columns = "id, unit, deleted, origins, partition", holes = "?, ?, ?, ?, ?";
  for (const auto& field : form.fields) {
    columns += ", " + column_of(field.number);
    holes += ", ?";
  }
  return "INSERT OR REPLACE INTO " + table_of(form) + " (" + columns + ") VALUES (" + holes + ")";
}

std::vector<GroupNumber> extra_groups(const Form& form, const StoredRecord& record) {
  std::vector<GroupNumber> extra;
  for (const auto& rule : form.groups) {
    const GroupState* state = record.state.group(rule.number);
    if (state != nullptr && !is_plain(rule, *state, shown_values(rule, record.shown))) extra.push_back(rule.number);
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

Result<RecordTables> RecordTables::open(Database& database, const FormCatalogue& forms) {
  RecordTables tables(database, forms);
  MINSYNC_TRY(
      database.script("CREATE TABLE IF NOT EXISTS record_extra (record BLOB, grp INTEGER, form TEXT NOT NULL,"
                      " heads INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (record, grp)) WITHOUT ROWID;"
                      "CREATE INDEX IF NOT EXISTS record_extra_contested ON record_extra (form, record, grp)"
                      " WHERE heads > 1;"));
  for (const auto* form : forms.forms()) MINSYNC_TRY(tables.prepare(*form));
  return tables;
}

Status RecordTables::prepare(const Form& form) {
  const std::string table = table_of(form);
  std::set<std::string> present;
  {
    MINSYNC_ASSIGN(auto columns, database_->query("SELECT name FROM pragma_table_info(?)", std::string_view(table)));
    for (;;) {
      MINSYNC_ASSIGN(const bool row, columns.step());
      if (!row) break;
      present.insert(std::string(columns.text(0)));
    }
  }
  std::string sql;
  if (present.empty()) {
    sql = "CREATE TABLE IF NOT EXISTS " + table +
          " (id BLOB PRIMARY KEY, unit INTEGER NOT NULL, deleted INTEGER NOT NULL, origins BLOB NOT NULL,"
          " partition INTEGER NOT NULL";
    for (const auto& field : form.fields) {
      sql += ", " + column_of(field.number) + " " + std::string(declared_type(field.type));
    }
    sql += ") WITHOUT ROWID;";
  } else {
    for (const auto& field : form.fields) {
      if (present.contains(column_of(field.number))) continue;
      sql += "ALTER TABLE " + table + " ADD COLUMN " + column_of(field.number) + " " +
             std::string(declared_type(field.type)) + ";";
    }
  }
  const auto index = [&](const std::string& name, const std::string& columns) {
    sql += "CREATE INDEX IF NOT EXISTS " + table + "_" + name + " ON " + table + " (" + columns + ");";
  };
  if (!form.match_key.empty()) index("match", column_of(form.match_key.front()));
  for (const auto& field : form.fields) {
    if (field.type == FieldType::reference) index(column_of(field.number), column_of(field.number));
  }
  return database_->script(sql);
}

Result<StoredRecord> RecordTables::read_row(const Form& form, Statement& row) {
  StoredRecord record;
  record.state.id = RecordId{row.uuid(0)};
  record.state.unit = UnitId{static_cast<std::uint32_t>(row.number(1))};
  record.deleted = row.integer(2) != 0;
  MINSYNC_ASSIGN(const auto unpacked, unpack_record(form, row.blob(3)));
  record.state.birth = unpacked.birth;
  record.state.version = unpacked.version;
  record.partition = PartitionId{static_cast<std::uint32_t>(row.number(4))};
  int column = 5;
  for (const auto& field : form.fields) {
    auto value = read_value(field, row, column++);
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

Status RecordTables::read_extra(StoredRecord& record) {
  MINSYNC_ASSIGN(auto rows, database_->query("SELECT grp, state FROM record_extra WHERE record = ?", record.state.id));
  for (;;) {
    MINSYNC_ASSIGN(const bool row, rows.step());
    if (!row) break;
    record.has_extra = true;
    if (GroupNumber{static_cast<std::uint16_t>(rows.integer(0))} == kRemovals) {
      MINSYNC_ASSIGN(record.state.removals, decode_removals(rows.blob(1)));
    } else {
      MINSYNC_ASSIGN(auto group, decode_group(rows.blob(1)));
      record.state.groups.push_back(std::move(group));
    }
  }
  std::ranges::sort(record.state.groups, {}, &GroupState::number);
  // What is shown may differ on a client, by own edits and removals that the hub has not answered.
  record.state.deleted = is_removed(record.state);
  return {};
}

Result<std::optional<StoredRecord>> RecordTables::load(const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto row, database_->query(select_list(form) + " WHERE id = ?", id));
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

Status RecordTables::write_extra(const Form& form, const StoredRecord& record) {
  static constexpr std::string_view kInsert =
      "INSERT INTO record_extra (record, grp, form, heads, state) VALUES (?, ?, ?, ?, ?)";
  for (const auto number : extra_groups(form, record)) {
    const GroupState& group = *record.state.group(number);
    MINSYNC_TRY(database_->run(kInsert, record.state.id, number, std::string_view(form.name), group.heads.size(),
                               Blob{encode_group(group)}));
  }
  if (record.state.removals.empty()) return {};
  return database_->run(kInsert, record.state.id, kRemovals, std::string_view(form.name), 0,
                        Blob{encode_removals(record.state.removals)});
}

Status RecordTables::save(const Form& form, const StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(auto row, database_->prepare(insert_statement(form)));
  row.bind(1, record.state.id);
  row.bind(2, record.state.unit);
  row.bind(3, record.deleted ? 1 : 0);
  const auto packed = pack_record(form, record.state, extra_groups(form, record));
  row.bind(4, Blob{packed});
  row.bind(5, record.partition);
  int index = 6;
  for (const auto& field : form.fields) {
    const auto found = record.shown.find(field.number);
    if (found == record.shown.end()) {
      row.bind_null(index++);
    } else {
      std::visit(Binder{row, index++}, found->second);
    }
  }
  MINSYNC_TRY(row.step());
  if (!fresh && record.has_extra) {
    MINSYNC_TRY(database_->run("DELETE FROM record_extra WHERE record = ?", record.state.id));
  }
  return write_extra(form, record);
}

Status RecordTables::erase(const Form& form, RecordId id) {
  MINSYNC_TRY(database_->run("DELETE FROM record_extra WHERE record = ?", id));
  return database_->run("DELETE FROM " + table_of(form) + " WHERE id = ?", id);
}

Status RecordTables::scan(const Form& form, std::optional<RecordId> after,
                          const std::function<Result<bool>(StoredRecord&)>& visit) {
  MINSYNC_ASSIGN(auto row, database_->query(select_list(form) + " WHERE id > ? ORDER BY id",
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
  std::string sql = "SELECT id FROM " + table_of(form) + " WHERE deleted = 0";
  for (const auto number : form.match_key) sql += " AND " + column_of(number) + " IS ?";
  MINSYNC_ASSIGN(auto rows, database_->prepare(sql));
  for (std::size_t i = 0; i < key.size(); ++i) std::visit(Binder{rows, static_cast<int>(i) + 1}, key[i]);
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
    MINSYNC_ASSIGN(row.state, decode_group(rows.blob(2)));
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
  MINSYNC_ASSIGN(auto row, database_->prepare("SELECT count(*) FROM " + table_of(form) + " WHERE deleted = 0"));
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
