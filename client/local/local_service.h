// What the local page is answered: its own files, and JSON documents, sensitive values masked. It is asked by one
// thread, behind the guard.
#pragma once

#include "client/local/page_state.h"
#include "client/local/request.h"

namespace minsync {

class LocalService {
 public:
  // Everything given must outlive it. `now_ms`: Unix ms.
  LocalService(ClientStore& store, LocalKeys& keys, LocalSettings settings, std::function<std::uint64_t()> now_ms)
      : page_{store, keys, std::move(settings), std::move(now_ms)} {}
  // Is told of edits, and shown by /api/sync. Must outlive this.
  void sync_with(BackgroundSync& sync) { page_.sync = &sync; }

  // GET /start?once=LINK  spends the link, sets the cookie, leads to / with the key behind #
  // /api/…                routes.h and openapi.yaml; where there are users, mostly for an unlocked session alone
  // GET everything else   the page's files
  LocalReply answer(const LocalRequest& request);
  // The session that the page is unlocked with: for a service that answers beside this one.
  const std::string& session() const { return page_.session; }
  void take_session(std::string session) { page_.session = std::move(session); }

 private:
  LocalReply start(const LocalRequest& request);

  PageState page_;
};

// Whether it may take long: exports and imports.
bool is_slow(const LocalRequest& request);

// How long the body of such a request may be; known from its head.
std::size_t longest_body(const LocalRequest& head);

// The page says which language its user reads; `otherwise` if it does not.
Language language_of(const LocalRequest& request, Language otherwise);

// A refusal or fault as the page or a person reads it: JSON below /api/, else text.
LocalReply refusal_reply(const LocalRequest& request, int status, Language language, const Fault& fault);

}  // namespace minsync
