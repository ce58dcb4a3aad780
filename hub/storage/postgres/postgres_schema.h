// The hub's tables on PostgreSQL, with a version of their own.
#pragma once

#include "shared/store/database.h"

namespace minsync {

// In the caller's write transaction. Fault: there is a hub in this database already (usage).
Status make_postgres_schema(Database& database);
// Faults: no hub there, or one of another version (failed).
Status check_postgres_schema(Database& database);

}  // namespace minsync
