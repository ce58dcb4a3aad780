// From what people type to values and back, and whether a record is right.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/form.h"

namespace minsync {

using FieldValues = std::map<FieldNumber, FieldValue>;

// Reads one value as typed on a command line, in a CSV cell or a page: surrounding blanks are dropped, full-width
// digits and signs become ordinary ones, dates are YYYY-MM-DD (also 2016/3/1, 20160301 and 2016年3月1日), select values
// are option names or labels of either language, options are separated by blanks or 、;, an empty text is Null. Never
// loses digits: a decimal with too many places is a fault, not rounded. Identity numbers lose blanks and get an
// upper-case X; their check digit is not tested here (see check_record).
Result<FieldValue> parse_value(const Field& field, std::string_view text);

// The value as JSON shows it and parse_value reads it: decimals with all their places, dates as YYYY-MM-DD, options
// joined by a blank.
std::string format_value(const Field& field, const FieldValue& value);
// The same for people: labels instead of option names. Both give sensitive values whole; what is shown or written out
// goes through disclosure.h.
std::string show_value(const Field& field, const FieldValue& value, Language language);

struct Finding {
  Severity severity = Severity::error;
  FieldNumber field;         // 0 for a check across fields
  bool overridable = false;  // an error that a user may accept with a reason (wrong check digit)
  Fault fault;               // the message names the field by its label
};

struct CheckContext {
  std::int64_t today_days = 0;
  Language language = Language::zh;
  // Is this a valid org unit code today, retired, or unknown? Used for the area of identity numbers.
  std::function<bool(std::string_view six_digits)> area_known;
};

// All findings for a record with these values: required fields (from the state where they bind), constraints and
// relevance, identity numbers, cross-field checks (before the state where `required` binds, their errors are warnings).
// An empty result is a clean record. The faults' args hold the texts of both languages, so that a finding can be kept.
std::vector<Finding> check_record(const Form& form, const FieldValues& values, const CheckContext& context);

// Whether a value received from elsewhere is of the field's type and within its bounds (options known, length). Only
// what the type demands: business checks flag, they do not refuse.
Status check_type(const Field& field, const FieldValue& value);

// The value of a name in an expression over a record's values. "org" and "id" are not among those: they are empty here,
// and a caller that knows them looks them up before it asks.
ExpressionValue expression_value(const Form& form, const FieldValues& values, std::string_view name);

// Whether every name in the expression is a field of the form, or state, org or id: for --where. The fault lists what
// is nearest.
Status check_names(const Form& form, const Expression& expression);

}  // namespace minsync
