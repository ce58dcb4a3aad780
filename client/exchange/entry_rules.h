// What the office at this computer may enter, and what is wrong with an entry: the same for the command line, imports
// and the local page. The hub checks again; here the user learns of it before anything is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/store/client_store.h"
#include "shared/forms/field_rights.h"
#include "shared/forms/validation.h"

namespace minsync {

// not_allowed if the device's role or scope has no right to write this form.
Status may_write(const ClientStore& store, const Form& form);

// The unit of a new record: for an empty code the device's own, or the one that took its area.
// bad_input for a code that is unknown or abolished,
// not_allowed for a unit outside the device's.
Result<UnitId> unit_for(ClientStore& store, std::string_view code);
// not_allowed unless the unit is the device's own or stands below it.
Status in_own_area(ClientStore& store, UnitId unit);

// By its name, or its label in either language; the fault names the nearest.
Result<const Field*> get_field(const Form& form, std::string_view name_or_label);

// parse_value; a reference may also be given as the match key of the record it points to, which must be here. What is
// shown of a hidden value is no value (check_not_masked).
Result<FieldValue> parse_entry(ClientStore& store, const Field& field, std::string_view text);

// bad_input with the possible next states if there is no such step, not_allowed if it is another role's and not
// delegated today (days since 1970-01-01).
Status check_step(ClientStore& store, const Form& form, std::string_view from, std::string_view to, std::int64_t today);
// bad_input for a field that the system fills in, and for fields and options that the form has retired.
Status check_enterable(const Field& field, const FieldValue& value);
// What the hub will do with these changes of content, going by the state that is shown here. not_allowed, with the
// field, if this role may not change one of them in that state; otherwise whether they will be held.
Result<bool> check_content(const Form& form, const FieldValues& before, const FieldValues& after, Role role);
// The same of one field that changes while the record is in this state.
Result<bool> check_content_of(const Form& form, const Field& field, const std::string& state, Role role);

struct Judgement {
  std::vector<Finding> errors, warnings;
};
// The findings that bind an edit which turns `before` (empty for a new record) into `after`. An error that stood in
// the record before and that the edit does not touch is a warning: nobody has to mend somebody else's field to save
// his own. With `accepted`, errors that may be overridden with a reason are warnings too.
Judgement judge(const Form& form, const FieldValues& before, const FieldValues& after, const CheckContext& context,
                bool accepted);

// Days since 1970-01-01 by this machine's calendar.
std::int64_t today_here();
// `today`: days since 1970-01-01 at this place.
CheckContext check_context(std::int64_t today, Language language);

// The values with the changes laid over them, Null taken out.
FieldValues with_changes(FieldValues values, const FieldValues& changes);

}  // namespace minsync
