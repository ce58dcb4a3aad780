#include "hub/target_records/fields.h"

namespace minsync {

const FieldValue* FieldsOf::find(std::string_view field) const {
  const Field* known = form_.field(field);
  MINSYNC_ASSERT(known != nullptr);
  const auto found = values_.find(known->number);
  return found == values_.end() ? nullptr : &found->second;
}

std::string FieldsOf::text(std::string_view field) const {
  const auto* value = find(field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> FieldsOf::number(std::string_view field) const {
  const auto* value = find(field);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<RecordId> FieldsOf::reference(std::string_view field) const {
  const auto* value = find(field);
  const auto* id = value == nullptr ? nullptr : std::get_if<RecordId>(value);
  return id == nullptr ? std::nullopt : std::optional(*id);
}

FieldNumber FieldSheet::number_of(std::string_view field) const {
  const Field* known = form_.field(field);
  MINSYNC_ASSERT(known != nullptr);
  return known->number;
}

void FieldSheet::set(std::string_view field, const std::string& text) {
  values_[number_of(field)] = text.empty() ? FieldValue(Null{}) : FieldValue(text);
}

void FieldSheet::set(std::string_view field, std::optional<std::int64_t> number) {
  values_[number_of(field)] = number ? FieldValue(*number) : FieldValue(Null{});
}

void FieldSheet::set(std::string_view field, RecordId reference) {
  values_[number_of(field)] = FieldValue(reference);
}

}  // namespace minsync
