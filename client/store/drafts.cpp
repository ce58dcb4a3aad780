#include "client/store/drafts.h"

namespace minsync {

Status put_draft(ClientStore& store, const Draft& draft) {
  auto& database = store.database();
  const std::string_view user = store.acting_user();
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(database.run("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)", user, std::string_view(draft.key),
                           std::string_view(draft.form), std::string_view(draft.content), draft.at_ms));
  MINSYNC_TRY(
      database.run("DELETE FROM draft WHERE user = ?1 AND key IN"
                   " (SELECT key FROM draft WHERE user = ?1 ORDER BY at_ms DESC, key LIMIT -1 OFFSET ?2)",
                   user, kMostDrafts));
  return transaction.commit();
}

Result<std::vector<Draft>> drafts(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows, store.database().query(
                                "SELECT key, form, content, at_ms FROM draft WHERE user = ? ORDER BY at_ms DESC, key",
                                std::string_view(store.acting_user())));
  std::vector<Draft> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return all;
    all.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), rows.number(3)});
  }
}

Status drop_draft(ClientStore& store, const std::string& key) {
  return store.database().run("DELETE FROM draft WHERE user = ? AND key = ?", std::string_view(store.acting_user()),
                              std::string_view(key));
}

Result<std::string> saved_views(ClientStore& store, const Form& form) {
  MINSYNC_ASSIGN(auto row, store.database().query("SELECT views FROM saved_view WHERE user = ? AND form = ?",
                                                  std::string_view(store.acting_user()), std::string_view(form.name)));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? std::string(row.text(0)) : std::string();
}

Status save_views(ClientStore& store, const Form& form, const std::string& views) {
  return store.database().run("INSERT OR REPLACE INTO saved_view VALUES (?, ?, ?)",
                              std::string_view(store.acting_user()), std::string_view(form.name),
                              std::string_view(views));
}

}  // namespace minsync
