// Rows of records that nothing was known of: RecordTables::create.
#include <algorithm>
#include <map>

#include "shared/store/record_columns.h"
#include "shared/store/record_packing.h"
#include "shared/store/record_tables.h"

namespace minsync {

// Which of the form's groups the changes name, and the value that they give each field.
struct GivenValues {
  explicit GivenValues(const Form& form);

  std::vector<std::size_t> places;        // in the form, of each group's fields, one group after the other
  std::vector<bool> groups;               // a place for each of the form's
  std::vector<const FieldValue*> values;  // by the place of a field in the form; null where nothing is given
};

GivenValues::GivenValues(const Form& form) {
  places.reserve(form.fields.size());
  for (const auto& rule : form.groups) {
    // Both are ascending.
    auto field = form.fields.begin();
    for (const auto number : rule.fields) {
      while (field->number != number) ++field;
      places.push_back(static_cast<std::size_t>(field - form.fields.begin()));
    }
  }
}

namespace {

// A total or a set starts from what was displayed, which is nothing here.
bool is_whole(MergePolicy policy, const std::vector<FieldValue>& values) {
  if (policy == MergePolicy::sum) return std::holds_alternative<std::int64_t>(values.front());
  if (policy == MergePolicy::set_union) return std::holds_alternative<Options>(values.front());
  return true;
}

bool stands_on_nothing(const GroupChange& change) {
  return change.base.version.value == 0 && change.base.own.empty() && change.displayed.empty() &&
         change.decides.empty();
}

void find_given(const Form& form, const std::vector<GroupChange>& changes, GivenValues& given) {
  given.groups.assign(form.groups.size(), false);
  given.values.assign(form.fields.size(), nullptr);
  auto change = changes.begin();
  auto place = given.places.begin();
  for (std::size_t i = 0; i < form.groups.size() && change != changes.end(); ++i) {
    const GroupRule& rule = form.groups[i];
    const auto next = place + static_cast<std::ptrdiff_t>(rule.fields.size());
    if (change->group == rule.number) {
      given.groups[i] = true;
      for (const auto& value : change->values) {
        if (!is_null(value)) given.values[*place] = &value;
        ++place;
      }
      ++change;
    }
    place = next;
  }
  MINSYNC_ASSERT(change == changes.end());
}

}  // namespace

bool makes_new_record(const Form& form, const Edit& edit) {
  if (edit.kind != EditKind::create || edit.form_version != form.version) return false;
  auto rule = form.groups.begin();
  for (const auto& change : edit.changes) {
    while (rule != form.groups.end() && rule->number < change.group) ++rule;
    if (rule == form.groups.end() || rule->number != change.group) return false;
    if (!stands_on_nothing(change) || change.values.size() != rule->fields.size()) return false;
    if (!is_whole(rule->policy, change.values)) return false;
    ++rule;
  }
  return true;
}

// `row` knows what is the same of all: not deleted, and the partition.
Result<bool> RecordTables::create_one(Statement& row, const Form& form, const NewRecord& record, GivenValues& given) {
  find_given(form, *record.changes, given);
  const auto packed = pack_new_record(form, record.origin, given.groups);
  row.lend(1, blob_of(record.id.value));
  row.bind(2, record.unit);
  row.lend(4, Blob{packed});
  int index = 6;
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    index += bind_field(row, index, form, form.fields[i], record.id, given.values[i]);
  }
  MINSYNC_TRY(row.step());
  row.reset();
  return database_->dialect().partitioned || database_->changes() == 1;
}

// How many come before the first whose id is there, in whatever partition, or among those before it; asked for many at
// a time, since where this is needed each question is a round trip.
Result<std::size_t> RecordTables::unknown(const Form& form, std::span<const NewRecord> records) {
  constexpr std::size_t kAtOnce = 100;
  std::string sql = "SELECT id FROM " + table_of(form) + " WHERE id IN (?";
  for (std::size_t i = 1; i < kAtOnce; ++i) sql += ", ?";
  MINSYNC_ASSIGN(auto rows, database_->prepare(sql + ")"));
  std::map<RecordId, std::size_t> places;
  while (places.size() < records.size() && places.emplace(records[places.size()].id, places.size()).second) {
  }
  auto first = places.size();
  for (std::size_t begin = 0; begin < first; begin += kAtOnce) {
    const auto last = std::min(begin + kAtOnce, records.size()) - 1;
    // The last is asked for again where there are fewer.
    for (std::size_t i = 0; i < kAtOnce; ++i) rows.bind(static_cast<int>(i) + 1, records[std::min(begin + i, last)].id);
    for (;;) {
      MINSYNC_ASSIGN(const bool found, rows.step());
      if (!found) break;
      const auto there = places.find(RecordId{rows.uuid(0)});
      if (there != places.end()) first = std::min(first, there->second);
    }
    rows.reset();
  }
  return first;
}

Result<std::size_t> RecordTables::create(const Form& form, PartitionId partition, std::span<const NewRecord> records) {
  // Where the partition leads the keys, the same id elsewhere is no hindrance to the engine.
  if (database_->dialect().partitioned) {
    MINSYNC_ASSIGN(const auto count, unknown(form, records));
    records = records.first(count);
  }
  MINSYNC_ASSIGN(auto row, database_->prepare(row_sql(database_->dialect(), form).create));
  row.bind(3, 0);
  row.bind(5, partition);
  GivenValues given(form);
  for (std::size_t i = 0; i < records.size(); ++i) {
    MINSYNC_ASSIGN(const bool written, create_one(row, form, records[i], given));
    if (!written) return i;
  }
  return records.size();
}

Result<bool> RecordTables::create_own(const Form& form, PartitionId partition, const NewRecord& record) {
  MINSYNC_ASSERT(record.origin.version.value == 0 && !record.changes->empty());
  MINSYNC_ASSIGN(const auto written, create(form, partition, {&record, 1}));
  return written == 1;
}

}  // namespace minsync
