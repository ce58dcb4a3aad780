#include "shared/store/schema.h"

namespace minsync {

Status make_schema(Database& database, const std::string& schema, int version) {
  return database.script(schema + "PRAGMA user_version = " + std::to_string(version) + ";");
}

static Result<std::int64_t> version_of(Database& database) {
  MINSYNC_ASSIGN(auto row, database.query("PRAGMA user_version"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

Status fit_schema(Database& database, const std::string& schema, int version) {
  MINSYNC_ASSIGN(const auto there, version_of(database));
  if (there >= version) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(make_schema(database, schema, version));
  return transaction.commit();
}

Result<Database> open_derived(const std::string& path, const std::string& schema, int version) {
  MINSYNC_ASSIGN(auto database, Database::open(path, true));
  MINSYNC_TRY(database.script("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;"));
  MINSYNC_ASSIGN(const auto there, version_of(database));
  if (there != 0 && there != version) return fail(FaultKind::failed, "common.damaged", {path});
  MINSYNC_TRY(fit_schema(database, schema, version));
  return database;
}

}  // namespace minsync
