// The values of a message, field by field: ascending by form and group, in a group first the values by position, then
// what was displayed by position.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "sync_protocol/codec/columns.h"
#include "sync_protocol/field_value.h"

namespace minsync {

// The values of one field, in their order, each kind by itself. Texts and options are looked at, not copied: they must
// stay until the column is written.
class FieldColumn {
 public:
  void add_null() { kinds_.push_back(0); }
  void add_integer(std::int64_t value) { kinds_.push_back(1), integers_.push_back(static_cast<std::uint64_t>(value)); }
  void add_text(std::string_view text) { kinds_.push_back(2), texts_.push_back(text); }
  void add_options(std::size_t count) { kinds_.push_back(3), option_counts_.push_back(count); }
  void add_option(std::string_view name) { options_.push_back(name); }  // of the newest options
  void add_reference(const Uuid& record) { kinds_.push_back(4), references_.push_back(record); }
  void add(const FieldValue& value);
  // `ids` holds all that is referred to.
  void write(PayloadWriter& out, IdTable& ids) const;

 private:
  void write_kinds(PayloadWriter& out) const;
  void write_options(PayloadWriter& out) const;

  std::vector<std::uint8_t> kinds_;  // as FieldValue's alternatives
  std::vector<std::uint64_t> integers_, option_counts_;
  std::vector<std::string_view> texts_, options_;
  std::vector<Uuid> references_;
};

// A group's fields, by their positions; `Column` is what is kept of a field.
template <typename Column>
struct GroupColumns {
  std::vector<Column> values, displayed;
};

template <typename Column>
class ValueColumns {
 public:
  // Stays where it is. `place`: which of its edit's or record's groups it is; most of them have the groups of the one
  // before, which are not looked up again.
  GroupColumns<Column>& of(std::uint64_t form, GroupNumber group, std::size_t place) {
    if (newest_.size() <= place) newest_.resize(place + 1);
    auto& [key, columns] = newest_[place];
    if (columns == nullptr || key != Key{form, group}) newest_[place] = {{form, group}, &columns_[{form, group}]};
    return *columns;
  }
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [key, columns] : columns_) {
      for (const auto& column : columns.values) visit(column);
      for (const auto& column : columns.displayed) visit(column);
    }
  }

 private:
  using Key = std::pair<std::uint64_t, GroupNumber>;

  std::map<Key, GroupColumns<Column>> columns_;
  std::vector<std::pair<Key, GroupColumns<Column>*>> newest_;  // by place
};

// To be written.
using WrittenValues = ValueColumns<FieldColumn>;
void add_values(std::vector<FieldColumn>& columns, const std::vector<FieldValue>& values);
void write_values(PayloadWriter& out, const WrittenValues& values, IdTable& ids);
// Enters what the values refer to into the table; to be called before the table is written.
void add_references(const std::vector<FieldValue>& values, IdTable& ids);

// To be read: the places to fill, which must not move.
using ReadValues = ValueColumns<std::vector<FieldValue*>>;
void add_places(std::vector<std::vector<FieldValue*>>& columns, std::vector<FieldValue>& values);
void read_values(PayloadReader& in, const ReadValues& places, const std::vector<Uuid>& ids);

}  // namespace minsync
