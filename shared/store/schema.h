// A store's tables, and what a program before this one did not have. `schema` holds CREATE … IF NOT EXISTS alone;
// `version` rises with each change of it.
#pragma once

#include <string>

#include "shared/store/database.h"

namespace minsync {

// In the caller's write transaction.
Status make_schema(Database& database, const std::string& schema, int version);
// In a transaction of its own. A database that is as far is not written.
Status fit_schema(Database& database, const std::string& schema, int version);

// A file that is made anew from other data whenever it is of no use. What was not written when the power failed is
// found again there, so it syncs less often than a store. One of another version is "common.damaged".
Result<Database> open_derived(const std::string& path, const std::string& schema, int version);

}  // namespace minsync
