// Outboxes that a program before this one made.
#include "client/store/client_store.h"

namespace minsync {
namespace {

Result<bool> is_former(Database& database) {
  MINSYNC_ASSIGN(const auto columns, database.connection().parts_of("outbox"));
  return columns.contains("edit") || !columns.contains("as_made");
}

Status make_fit(Database& database) {
  MINSYNC_ASSIGN(const auto columns, database.connection().parts_of("outbox"));
  if (!columns.contains("as_made")) {
    MINSYNC_TRY(database.script("ALTER TABLE outbox ADD COLUMN as_made INTEGER NOT NULL DEFAULT 0"));
  }
  if (!columns.contains("edit")) return {};
  return database.script(
      "INSERT INTO outbox_edit SELECT sequence, edit FROM outbox; ALTER TABLE outbox DROP COLUMN edit");
}

}  // namespace

Status ClientStore::fit_outbox() {
  MINSYNC_ASSIGN(const bool former, is_former(database_));
  if (!former) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  MINSYNC_TRY(make_fit(database_));
  return transaction.commit();
}

}  // namespace minsync
