// A record's fields by name, for code that was written for one form. A name that the form lacks is a broken invariant:
// the forms are built into the same program.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/store/record_tables.h"

namespace minsync {

// Reads; "" or nothing where the field is empty.
class FieldsOf {
 public:
  FieldsOf(const Form& form, const FieldValues& values) : form_(form), values_(values) {}
  std::string text(std::string_view field) const;
  std::optional<std::int64_t> number(std::string_view field) const;
  std::optional<RecordId> reference(std::string_view field) const;
  bool yes(std::string_view field) const { return text(field) == "yes"; }

 private:
  const FieldValue* find(std::string_view field) const;
  const Form& form_;
  const FieldValues& values_;
};

// Collects; what is empty becomes Null, so that a field that lost its value is cleared.
class FieldSheet {
 public:
  explicit FieldSheet(const Form& form) : form_(form) {}
  void set(std::string_view field, const std::string& text);
  void set(std::string_view field, std::optional<std::int64_t> number);
  void set(std::string_view field, RecordId reference);
  void set_yes(std::string_view field, bool yes) { set(field, std::string(yes ? "yes" : "no")); }
  const Form& form() const { return form_; }
  const FieldValues& values() const { return values_; }

 private:
  FieldNumber number_of(std::string_view field) const;
  const Form& form_;
  FieldValues values_;
};

}  // namespace minsync
