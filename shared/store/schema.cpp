#include "shared/store/schema.h"

namespace minsync {

Status make_schema(Database& database, const std::string& schema, int version) {
  return database.script(schema + "PRAGMA user_version = " + std::to_string(version) + ";");
}

Status fit_schema(Database& database, const std::string& schema, int version) {
  {
    MINSYNC_ASSIGN(auto row, database.query("PRAGMA user_version"));
    MINSYNC_TRY(row.step());
    if (row.integer(0) >= version) return {};
  }
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(make_schema(database, schema, version));
  return transaction.commit();
}

}  // namespace minsync
