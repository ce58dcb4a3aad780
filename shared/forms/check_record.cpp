#include <algorithm>

#include "shared/forms/field_rights.h"
#include "shared/forms/nearest.h"
#include "shared/forms/value_faults.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

ExpressionValue converted(const Field& field, const FieldValue& value) {
  ExpressionValue out;
  if (const auto* units = std::get_if<std::int64_t>(&value)) {
    out.kind = field.type == FieldType::date ? ExpressionValue::Kind::date : ExpressionValue::Kind::number;
    out.units = *units;
    out.scale = field.type == FieldType::decimal ? field.scale : 0;
  } else if (const auto* options = std::get_if<Options>(&value)) {
    out.kind = ExpressionValue::Kind::options;
    out.options = *options;
  } else if (!is_null(value)) {
    out.kind = ExpressionValue::Kind::text;
    out.text = format_value(field, value);
  }
  return out;
}

const FieldValue& value_of(const FieldValues& values, FieldNumber number) {
  static const FieldValue nothing{Null{}};
  const auto found = values.find(number);
  return found == values.end() ? nothing : found->second;
}

class RecordCheck {
 public:
  RecordCheck(const Form& form, const FieldValues& values, const CheckContext& context)
      : form_(form), values_(values), context_(context), complete_(form.required_binds(state_in(form, values))) {}

  std::vector<Finding> findings() && {
    for (const auto& field : form_.fields) {
      if (!field.retired) check_field(field);
    }
    for (const auto& check : form_.checks) {
      if (check.expression.holds(names(nullptr), context_.today_days, true)) continue;
      const auto severity = complete_ ? check.severity : Severity::warning;
      add(severity, FieldNumber{}, false,
          {FaultKind::bad_input, "forms.check_failed", {check.message.zh, check.message.en}, {}});
    }
    return std::move(found_);
  }

 private:
  void add(Severity severity, FieldNumber field, bool overridable, Fault fault) {
    found_.push_back({severity, field, overridable, std::move(fault)});
  }

  ExpressionNames names(const Field* own) const {
    return [this, own](std::string_view name) {
      if (name == "." && own != nullptr) return converted(*own, value_of(values_, own->number));
      return expression_value(form_, values_, name);
    };
  }

  bool is_relevant(const Field& field, bool if_unknown) const {
    return !field.relevant || field.relevant->holds(names(nullptr), context_.today_days, if_unknown);
  }

  void check_field(const Field& field) {
    const FieldValue& value = value_of(values_, field.number);
    if (is_null(value)) {
      const bool binds = field.required && complete_ && is_relevant(field, false);
      if (binds) add(Severity::error, field.number, false, field_fault(field, "forms.required"));
      return;
    }
    if (auto status = check_type(field, value); !status) {
      add(Severity::error, field.number, false, std::move(status).error());
      return;
    }
    if (!is_relevant(field, true)) add(Severity::warning, field.number, false, field_fault(field, "forms.irrelevant"));
    if (field.constraint && !field.constraint->holds(names(&field), context_.today_days, true)) {
      add(Severity::error, field.number, false,
          field_fault(field, "forms.constraint", {field.constraint_message.zh, field.constraint_message.en}));
    }
    if (field.type == FieldType::id_number) check_id(field, std::get<std::string>(value));
  }

  // Only a wrong check digit may be right all the same: such numbers were issued. The rest cannot be anyone's.
  void check_id(const Field& field, const std::string& text) {
    IdNumber id;
    const auto fault = check_id_number(text, static_cast<std::int32_t>(context_.today_days), &id);
    switch (fault) {
      case IdNumberFault::none:
        return check_area(field, id);
      case IdNumberFault::length:
        return add(Severity::error, field.number, false, field_fault(field, "forms.id_length"));
      case IdNumberFault::characters:
        return add(Severity::error, field.number, false, field_fault(field, "forms.id_characters"));
      case IdNumberFault::birthday:
        return add(Severity::error, field.number, false, field_fault(field, "forms.id_birthday"));
      case IdNumberFault::spreadsheet:
        return add(Severity::error, field.number, true, field_fault(field, "forms.id_spreadsheet"));
      case IdNumberFault::check_digit:
        return add(Severity::error, field.number, true, field_fault(field, "forms.id_check_digit"));
    }
  }

  void check_area(const Field& field, const IdNumber& id) {
    if (!context_.area_known || context_.area_known(id.area)) return;
    add(Severity::warning, field.number, false, field_fault(field, "forms.id_area", {id.area}));
  }

  const Form& form_;
  const FieldValues& values_;
  const CheckContext& context_;
  const bool complete_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> check_record(const Form& form, const FieldValues& values, const CheckContext& context) {
  return RecordCheck(form, values, context).findings();
}

ExpressionValue expression_value(const Form& form, const FieldValues& values, std::string_view name) {
  if (name == "state" && form.workflow) {
    ExpressionValue out;
    out.kind = ExpressionValue::Kind::text;
    out.text = state_in(form, values);
    return out;
  }
  const Field* field = form.field(name);
  return field == nullptr ? ExpressionValue{} : converted(*field, value_of(values, field->number));
}

Status check_names(const Form& form, const Expression& expression) {
  for (const auto& name : expression.names()) {
    if (name == "state" || name == "org" || name == "id" || form.field(name) != nullptr) continue;
    std::vector<std::string> known = {"state", "org", "id"};
    for (const auto& field : form.fields) known.push_back(field.name);
    return fail(FaultKind::bad_input, "forms.unknown_name_in", {form.name, name, nearest_names(name, known)});
  }
  return {};
}

}  // namespace minsync
