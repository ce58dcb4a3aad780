// Records as commands print them for people: labels, masks, tables. shared/cli has the JSON for scripts.
#pragma once

#include <string>
#include <vector>

#include "client/cli/context.h"
#include "client/documents/found_record.h"
#include "shared/cli/record_json.h"
#include "shared/cli/table.h"
#include "shared/store/record_tables.h"

namespace minsync {

// The values of a group.
std::string values_text(const Form& form, const GroupRule& rule, const std::vector<FieldValue>& values,
                        Language language, Disclosure disclosure);
std::string unit_name(UnitId unit);

std::string stamp_text(Stamp stamp);            // 2016-03-01T08:30:00Z
std::string local_time(std::uint64_t unix_ms);  // 2016-03-01 16:30, "" for 0

}  // namespace minsync
