// A household's creation as the built-in form has it.
#pragma once

#include <string>

#include "shared/forms/validation.h"
#include "sync_protocol/edit.h"

namespace minsync::fuzz {

// The edit that creates a record with these fields, as typed; a workflow's first state is added.
Edit creation_of(const Form& form, const EditId& id, RecordId record, UnitId unit,
                 const std::vector<std::pair<std::string, std::string>>& typed);

// The fields of a household that are the same in every world.
std::vector<std::pair<std::string, std::string>> household_fields();

// Fixed ids, so that seeds can name what stands in a world.
RecordId record_id(std::uint8_t number);
DeviceId device_id(std::uint8_t number);

}  // namespace minsync::fuzz
