// One request to the console's API as its handler sees it, and what handlers share: who asks, reading the body and the
// query, and the only way to change something.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "hub/api/refusals.h"
#include "hub/api/serving_store.h"
#include "hub/users/log_in.h"
#include "hub/users/rights.h"
#include "shared/forms/disclosure.h"
#include "shared/http/http_server.h"
#include "shared/text/text.h"

namespace minsync::console {

// What all requests share. scrypt takes 0.3 s of a core and 16 MiB: strangers who log in can take no more than so many
// of them at once.
struct ConsoleState {
  static constexpr std::ptrdiff_t kScryptsAtOnce = 2;
  explicit ConsoleState(ServingStore& serving) : hub(serving) {}
  ServingStore& hub;
  Refusals refusals;
  std::counting_semaphore<kScryptsAtOnce> scrypts{kScryptsAtOnce};
};

struct Call {
  ConsoleState& state;
  const HttpRequest& request;
  Language language;
  std::int64_t now_ms;
  HubStore& store;     // a reader's connection; inside a snapshot for GET
  std::string name{};  // what stands where the route has {form}, {id} or {item}
  nlohmann::json body{};
  std::string token{};  // of the session
  std::optional<User> user{};
  // Set-Cookie of the answer, if there is one.
  std::string cookie{};

  ServingStore& hub() const { return state.hub; }
  // The address that the front saw, for the log.
  std::string source() const;
};
using Handler = Result<nlohmann::json> (*)(Call&);

// Who asks may use the right: somebody is logged in, has it, and has no `unfinished` business unless that is what this
// is about. Faults: not_allowed, says what is missing.
Status check_person(const std::optional<User>& user, Right right, bool unfinished_too, Language language);

// A change and its line in the audit log (actor "user NAME"), in one transaction of the committer. Nothing happens if
// the user, looked up again in it, has not the right that the action takes. `about` is read again after the work, which
// may have found out what the line is to say.
struct Act {
  AuditAction action;
  std::string object;
  std::vector<std::string> details{};
};
Status act(Call& call, const Act& about, const Committer::Work& work);
// The same without looking at rights, where only the work finds out what is to be written, if anything: log-ins.
Status act_as_found(Call& call, const std::function<Result<std::optional<Act>>(HubStore&)>& work);
// The fault itself, once it is written down that the user may not; the same one once a minute.
tl::unexpected<Fault> refused(Call& call, const std::string& what, Fault fault);

// One scrypt at a time and thread. Fault: unreachable, others are at it.
Result<PasswordCheck> keep_password_in_turn(Call& call, const std::string& password);
Result<Proof> prepare_proof_in_turn(Call& call, const std::string& name, const std::string& password,
                                    const std::string& code);

// The only way to Disclosure::whole here. Writes `values_revealed` first. The user's right is that of the entry.
Result<Disclosure> disclose_record(Call& call, const std::string& record, const std::string& reason);

// Fault: bad_input for what is no JSON, no object, or too deep.
inline constexpr std::size_t kDeepestBody = 16;
Result<nlohmann::json> read_body(std::string_view text);
// A member of the body. Faults: bad_input with its name, if it is of another type, too long or, where it must be there,
// is not.
Result<std::string> need_text(const nlohmann::json& body, const char* key, std::size_t longest = 4096);
Result<std::string> text_or_empty(const nlohmann::json& body, const char* key, std::size_t longest = 4096);
// The member `reason`, which says something and can stay with a record.
Result<std::string> need_reason(const nlohmann::json& body);
// At most `most` texts; none if it is not there.
Result<std::vector<std::string>> texts_or_none(const nlohmann::json& body, const char* key, std::size_t most);

// A value of the query in NFC; "" if it is not there.
Result<std::string> query_text(const Call& call, const char* name);
// A whole number within the bounds, or `otherwise` if it is not there.
struct Bounds {
  std::uint64_t least, most;
};
Result<std::uint64_t> query_number(const Call& call, const char* name, std::uint64_t otherwise, Bounds bounds);
inline constexpr std::uint64_t kPage = 50, kLongestPage = 200;
Result<std::size_t> query_limit(const Call& call);

}  // namespace minsync::console
