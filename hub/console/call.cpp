#include "hub/console/call.h"

#include "hub/audit/audit_log.h"
#include "hub/users/passwords.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

// Ends with its scope.
class Turn {
 public:
  static Result<Turn> take(ConsoleState& state) {
    if (!state.scrypts.try_acquire()) return fail(FaultKind::unreachable, "console.busy");
    return Turn(state);
  }
  Turn(Turn&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Turn& operator=(Turn&&) = delete;
  ~Turn() {
    if (state_ != nullptr) state_->scrypts.release();
  }

 private:
  explicit Turn(ConsoleState& state) : state_(&state) {}
  ConsoleState* state_;
};

std::string actor_of(const Call& call) {
  return call.user ? "user " + call.user->name : "console";
}

}  // namespace

std::string Call::source() const {
  const auto found = request.headers.find("x-minsync-source");
  return found == request.headers.end() ? std::string() : found->second.substr(0, 64);
}

Status check_person(const std::optional<User>& user, Right right, bool unfinished_too, Language language) {
  const auto who = right == Right::anybody ? say(language, "users.whoever_logs_in") : roles_with(right);
  if (!user) return fail(FaultKind::not_allowed, "console.log_in_first");
  if (!may(user->roles, right)) return fail(FaultKind::not_allowed, "users.may_not", {user->name, who});
  const auto open = unfinished_too ? Unfinished::nothing : unfinished(*user);
  if (open == Unfinished::password) return fail(FaultKind::not_allowed, "console.password_first");
  if (open == Unfinished::totp) return fail(FaultKind::not_allowed, "console.totp_first");
  return {};
}

Status act_as_found(Call& call, const std::function<Result<std::optional<Act>>(HubStore&)>& work) {
  return call.hub().committer().run([&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const Divisions* divisions, s.records().divisions());
    const DivisionsHere here(*divisions);
    MINSYNC_ASSIGN(auto about, work(s));
    if (!about) return {};
    about->details.push_back("console=" + call.source());
    return audit(s, call.now_ms, {about->action, actor_of(call), about->object, about->details});
  });
}

Status act(Call& call, const Act& about, const Committer::Work& work) {
  Fault missing;
  auto status = act_as_found(call, [&](HubStore& s) -> Result<std::optional<Act>> {
    missing = {};
    MINSYNC_ASSIGN(const auto now, user_of_session(s, call.token, call.now_ms));
    const auto right = right_of_action(about.action).value_or(Right::service);
    const bool own_secret = about.action == AuditAction::own_secret_changed;
    if (auto allowed = check_person(now, right, own_secret, call.language); !allowed) {
      missing = allowed.error();
      return fail(missing);
    }
    MINSYNC_TRY(work(s));
    return about;
  });
  if (!missing.id.empty()) return refused(call, std::string(action_name(about.action)), missing);
  return status;
}

tl::unexpected<Fault> refused(Call& call, const std::string& what, Fault fault) {
  const auto times = call.state.refusals.due(actor_of(call), what, call.now_ms);
  if (!times) return fail(std::move(fault));
  const auto written = act_as_found(call, [&](HubStore&) -> Result<std::optional<Act>> {
    return Act{AuditAction::right_refused, what, {"reason=" + fault.id, "times=" + std::to_string(*times)}};
  });
  return written ? fail(std::move(fault)) : fail(written.error());
}

Result<PasswordCheck> keep_password_in_turn(Call& call, const std::string& password) {
  MINSYNC_ASSIGN(const auto turn, Turn::take(call.state));
  return keep_password(password);
}

Result<Proof> prepare_proof_in_turn(Call& call, const std::string& name, const std::string& password,
                                    const std::string& code) {
  MINSYNC_ASSIGN(const auto turn, Turn::take(call.state));
  return prepare_proof(call.store, name, password, code);
}

Result<Disclosure> disclose_record(Call& call, const std::string& record, const std::string& reason) {
  Act entry{AuditAction::values_revealed, record, {"command=console", "records=1"}};
  if (!reason.empty()) entry.details.push_back("reason=" + reason);
  MINSYNC_TRY(act(call, std::move(entry), [](HubStore&) { return Status{}; }));
  return Disclosure::whole;
}

}  // namespace minsync::console
