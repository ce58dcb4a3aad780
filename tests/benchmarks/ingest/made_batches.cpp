#include "tests/benchmarks/ingest/made_batches.h"

#include <algorithm>
#include <random>
#include <sstream>

#include "shared/divisions/divisions.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync::bench {
namespace {

constexpr const char *kCounty = "330106000000", *kTown = "330106002000";

UnitId unit_of(const std::string& code) {
  const auto* unit = Divisions::built_in().find_code(code);
  if (unit == nullptr) peer::stop("no org unit " + code);
  return unit->id;
}

Options words(const std::string& text) {
  std::istringstream in(text);
  Options out;
  for (std::string word; in >> word;) out.push_back(word);
  std::ranges::sort(out);
  return out;
}

FieldValue value_of(const peer::Cell& cell, FieldType type) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr || text->empty()) return Null{};
  if (type == FieldType::select_multiple) return words(*text);
  return *text;
}

FieldValues values_of(const Form& form, const peer::PlainRow& row) {
  FieldValues out;
  const auto names = peer::column_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const auto* field = form.field(names[i])) out[field->number] = value_of(row.cells[i], field->type);
  }
  if (form.workflow) out[form.workflow->field] = form.workflow->initial;
  return out;
}

GroupChange change_of(const GroupRule& rule, const FieldValues& values) {
  GroupChange change{rule.number, {}, {}, {}, {}};
  for (const auto field : rule.fields) {
    const auto found = values.find(field);
    change.values.push_back(found == values.end() ? FieldValue{} : found->second);
  }
  return change;
}

}  // namespace

BatchMaker::BatchMaker(HubStore& store, const FormCatalogue& forms, std::size_t offices)
    : form_(*forms.find("dibao_household")),
      partition_{unit_of(kCounty).value},
      stamp_(stamp_of_ms(wall_clock_ms()).value) {
  for (std::size_t i = 0; i < offices; ++i) {
    Office office{{}, PrivateKey::generate()};
    office.device.id = DeviceId{Uuid::version7(wall_clock_ms(), random_bytes<10>())};
    office.device.unit = unit_of(kTown);
    office.device.public_key = office.key.public_key().point();
    if (!store.add_device(office.device)) peer::stop("no device could be added");
    offices_.push_back(std::move(office));
  }
}

Edit BatchMaker::start(Office& office, EditKind kind, RecordId record) {
  Edit edit;
  edit.id = {office.device.id, Incarnation{1}, Sequence{++office.last_sequence}};
  edit.kind = kind;
  edit.record = record;
  edit.form = form_.name;
  edit.form_version = form_.version;
  edit.stamp = Stamp{++stamp_};
  return edit;
}

Edit BatchMaker::creation(Office& office, const peer::PlainRow& row) {
  // As an office makes them, and as the plain table's are made: in the order of entry.
  records_.push_back(RecordId{Uuid::version7(wall_clock_ms(), random_bytes<10>())});
  auto edit = start(office, EditKind::create, records_.back());
  edit.unit = unit_of(std::get<std::string>(row.cells.back()));
  const auto values = values_of(form_, row);
  for (const auto& rule : form_.groups) {
    auto change = change_of(rule, values);
    if (!std::ranges::all_of(change.values, is_null)) edit.changes.push_back(std::move(change));
  }
  return edit;
}

SignedBytes BatchMaker::sign(const Office& office, std::vector<Edit> edits) const {
  auto bytes = encode_batch({office.device.id, Incarnation{1}, partition_, std::move(edits)});
  bytes += office.key.sign(bytes);
  return {office.device, std::move(bytes)};
}

std::vector<SignedBytes> BatchMaker::creations(const std::vector<peer::PlainRow>& rows, std::size_t size) {
  std::vector<SignedBytes> out;
  for (std::size_t at = 0; at < rows.size(); at += size) {
    auto& office = offices_[turn_++ % offices_.size()];
    std::vector<Edit> edits;
    for (auto i = at; i < std::min(rows.size(), at + size); ++i) edits.push_back(creation(office, rows[i]));
    out.push_back(sign(office, std::move(edits)));
  }
  return out;
}

std::vector<SignedBytes> BatchMaker::changes(std::size_t count, std::size_t size, Version seen) {
  std::mt19937_64 chance(count);
  const FieldValues values{{form_.field("member_count")->number, std::int64_t{7}},
                           {form_.field("surveyed_on")->number, std::int64_t{17169}},
                           {form_.field("worker")->number, std::string("经办七")}};
  std::vector<SignedBytes> out;
  for (std::size_t at = 0; at < count; at += size) {
    auto& office = offices_[turn_++ % offices_.size()];
    std::vector<Edit> edits;
    for (auto i = at; i < std::min(count, at + size); ++i) {
      auto edit = start(office, EditKind::change, records_[chance() % records_.size()]);
      edit.seen = seen;
      for (const auto& [field, value] : values) {
        edit.changes.push_back(change_of(form_.group_of(field), values));
        edit.changes.back().base.version = seen;
      }
      edits.push_back(std::move(edit));
    }
    out.push_back(sign(office, std::move(edits)));
  }
  return out;
}

}  // namespace minsync::bench
