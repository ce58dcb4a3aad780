// Generated households as CSV files for `minsync import`.
#pragma once

#include <ostream>

#include "tests/generator/sample.h"

namespace minsync {

// UTF-8, RFC 4180 but with LF; the header names the forms' fields, the column org comes last.
void write_household_header(std::ostream& out);
void write_household(std::ostream& out, const SampleHousehold& household);

// One row a member; `household` holds the householder's identity number, which is that form's match key.
void write_member_header(std::ostream& out);
void write_members(std::ostream& out, const SampleHousehold& household);

}  // namespace minsync
