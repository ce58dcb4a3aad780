// A record as lists show it.
#pragma once

#include "client/local/call.h"

namespace minsync {

// As shared/cli's record_json, masked, with the unit's name and "marks".
Result<Json> row_json(Call& call, const Form& form, const StoredRecord& record);

// An own edit and its answer, values masked.
Json receipt_json(Call& call, const OutboxEntry& entry);

// {field: {"name","size","here","sent"}} of the file fields that hold one. "sent": "waiting" or "received" of a file
// that this office attached, null of another's.
Result<Json> files_json(Call& call, const Form& form, const StoredRecord& record);

// What a record is called among people: its first text that is not sensitive, else the end of its id.
std::string record_title(const Form& form, const StoredRecord& record);

// The name of the unit with this code, "" if it has none that is known here.
std::string unit_name(const std::string& code);

}  // namespace minsync
