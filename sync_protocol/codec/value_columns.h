// The values of a message, field by field: ascending by form and group, in a group first the values by position, then
// what was displayed by position.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "sync_protocol/codec/columns.h"
#include "sync_protocol/field_value.h"

namespace minsync {

// `Value` is FieldValue for reading (the places to fill) and const FieldValue for writing.
template <typename Value>
class ValueColumns {
 public:
  // The vectors must not move or grow afterwards.
  template <typename Values>
  void add(std::uint64_t form, GroupNumber group, Values& values, Values& displayed) {
    auto& columns = columns_[{form, group}];
    add_to(columns.values, values);
    add_to(columns.displayed, displayed);
  }
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [key, columns] : columns_) {
      for (const auto& column : columns.values) visit(column);
      for (const auto& column : columns.displayed) visit(column);
    }
  }

 private:
  using Positions = std::vector<std::vector<Value*>>;
  struct Columns {
    Positions values, displayed;
  };

  template <typename Values>
  static void add_to(Positions& positions, Values& values) {
    if (positions.size() < values.size()) positions.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) positions[i].push_back(&values[i]);
  }

  std::map<std::pair<std::uint64_t, GroupNumber>, Columns> columns_;
};

// Enters what the values refer to into the table; to be called before the table is written.
void add_references(const std::vector<FieldValue>& values, IdTable& ids);
void write_values(PayloadWriter& out, const ValueColumns<const FieldValue>& columns, IdTable& ids);
void read_values(PayloadReader& in, const ValueColumns<FieldValue>& columns, const std::vector<Uuid>& ids);

}  // namespace minsync
