// What a user of the local page has typed and not saved yet, and how he likes to look at a register. Stays on this
// computer; each user (ClientStore::acting_user) has his own.
#pragma once

#include <string>
#include <vector>

#include "client/store/client_store.h"

namespace minsync {

struct Draft {
  std::string key;      // the page's own name for it, at most kLongestDraftKey bytes
  std::string form;     // its name
  std::string content;  // JSON, not looked into here
  std::uint64_t at_ms = 0;
};
inline constexpr std::size_t kLongestDraftKey = 400;
inline constexpr std::size_t kMostDrafts = 200;  // of one user; the oldest goes

// Durable when it returns; takes the place of the one with its key.
Status put_draft(ClientStore& store, const Draft& draft);
Result<std::vector<Draft>> drafts(ClientStore& store);  // newest first
// In the caller's transaction if there is one; no fault if there is none.
Status drop_draft(ClientStore& store, const std::string& key);

// JSON; "" if nothing was saved.
Result<std::string> saved_views(ClientStore& store, const Form& form);
Status save_views(ClientStore& store, const Form& form, const std::string& views);

}  // namespace minsync
