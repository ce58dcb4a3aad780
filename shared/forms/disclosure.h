// How much of a record's values is shown. Screens, JSON, exports and messages all ask here, so that there is one place
// where a sensitive value can come out whole. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "shared/forms/form.h"
#include "shared/text/text.h"

namespace minsync {

// `whole` is a right: client and hub give it out in one place each (Context::disclose, HubContext::disclose), and write
// down that they did.
enum class Disclosure { masked, whole };

// Whether the field's values may not come out whole.
bool is_hidden(const Field& field, Disclosure disclosure);
// As format_value, for programs and spreadsheets.
std::string disclosed(const Field& field, const FieldValue& value, Disclosure disclosure);
// As show_value, for people.
std::string disclosed(const Field& field, const FieldValue& value, Language language, Disclosure disclosure);

// A text in place of a sensitive value, by its field: identity numbers keep four characters at each end, numbers of at
// most 13 characters (phones) three and four, longer ones (accounts) the last four. Of anything else nothing is left.
// "" stays "". `text` is what format_value or a user gave.
std::string mask_value(const Field& field, std::string_view text);
// Whether somebody gives back a mask where a value belongs: a sensitive field's text with a * in it.
bool looks_masked(const Field& field, std::string_view text);
// bad_input for such a text.
Status check_not_masked(const Field& field, std::string_view text);

// What a message may quote of a text that was given for the field.
std::string quotable(const Field& field, std::string_view text);
// The same where the field is not known, as of a header: no long number comes out whole.
std::string quotable(std::string_view text);

}  // namespace minsync
