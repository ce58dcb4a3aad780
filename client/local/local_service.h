// What the local page is answered: JSON documents, the same as the commands print with --json, sensitive values masked.
// It is asked by one thread, behind the guard.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "client/local/local_keys.h"
#include "client/local/request.h"
#include "client/store/client_store.h"
#include "client/users/users.h"
#include "shared/text/text.h"

namespace minsync {

struct LocalSettings {
  Language language = Language::zh;
  std::string hub_address;  // in place of the hub's own, or ""
  std::uint64_t lock_after_ms = 0;
  std::string cookie_name;
};

class LocalService {
 public:
  // Everything given must outlive it. `now_ms`: Unix ms.
  LocalService(ClientStore& store, LocalKeys& keys, LocalSettings settings, std::function<std::uint64_t()> now_ms)
      : store_(store), keys_(keys), settings_(std::move(settings)), now_ms_(std::move(now_ms)) {}

  // GET  /start?once=LINK      spends the link, sets the cookie, leads to / with the key behind #
  // GET  /                     a page that says that the server runs
  // GET  /api/session          {"users","unlocked","user","display","admin","lock_after_minutes"}
  // POST /api/unlock           {"name","pin"} -> as /api/session
  // POST /api/lock             -> as /api/session
  // GET  /api/status           as `minsync status --json`
  // GET  /api/forms            as `minsync form list --json`, of this office
  // GET  /api/forms/NAME       as `minsync form show --json`
  // GET  /api/records/FORM?limit=N&after=CURSOR   {"records","next"}, at most 200 a page
  // GET  /api/record/ID        one record
  // Where there are users, records need an unlocked session: 423 {"error","message"} otherwise. Faults: {"error",
  // "message"} with 400 (bad input), 403 (not allowed), 404, 503 (busy), 500.
  LocalReply answer(const LocalRequest& request);

 private:
  using Json = nlohmann::ordered_json;
  LocalReply start(const LocalRequest& request);
  LocalReply home() const;
  LocalReply api(const LocalRequest& request);
  LocalReply reply_to(const Fault& fault) const;
  Result<Json> document_of(const LocalRequest& request);
  Result<Json> get(const LocalRequest& request);
  Result<Json> post(const LocalRequest& request);
  Result<Json> record_documents(std::string_view path, std::string_view query);
  Result<Json> session();
  Result<Json> unlock(const std::string& body);
  Result<Json> forms();
  Result<Json> records(const std::string& form, std::string_view query);
  Status need_unlocked();

  ClientStore& store_;
  LocalKeys& keys_;
  LocalSettings settings_;
  std::function<std::uint64_t()> now_ms_;
  std::string session_;  // token of client/users, "" while locked
};

// A refusal or fault as the page or a person reads it: JSON below /api/, else text.
LocalReply refusal_reply(const LocalRequest& request, int status, Language language, const Fault& fault);

}  // namespace minsync
