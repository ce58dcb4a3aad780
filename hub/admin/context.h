// What every command of minsync-hub starts from: the options before it, the store behind it, where its words go.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "hub/audit/audit_log.h"
#include "hub/ingest/committer.h"
#include "hub/ingest/own_edits.h"
#include "hub/users/two_persons.h"
#include "shared/cli/command_line.h"
#include "shared/forms/disclosure.h"
#include "shared/sealing/folder_keys.h"
#include "shared/text/text.h"

namespace minsync {

class HubContext {
 public:
  std::string folder;  // --data
  bool json = false;
  NamedSecrets secrets;  // --passphrase-file, --key-file: what opens the folder, or is to open a new one
  std::string language_option;
  // Set by the chosen command while the command line is read; run afterwards.
  std::function<Status()> command;

  Language language() const { return choose_language(language_option); }
  std::string text(std::string_view id, const std::vector<std::string>& args = {}) const {
    return say(language(), id, args);
  }
  // With those that were added to the hub in the folder, if there is one.
  Result<const FormCatalogue*> forms();
  Result<HubStore*> store();
  Result<IngestContext> ingest();
  // Forgets the open store, for commands that take its files in hand.
  void close_store() { store_.reset(); }

  // Before the command runs: who runs it, and whether he may (hub/users/rights.h). A refusal is written down. Faults:
  // not_allowed, says who may.
  Status enter(const std::string& name);
  // Who is logged in at this hub, as far as this account knows.
  Result<std::optional<User>> person();
  // For what takes two persons, before anything of it is done. Fine once another one has confirmed exactly this: the
  // next act() then carries it out, once, and its entry says who confirmed. Otherwise a request is made, and the fault
  // is partial and names it. While the hub is being founded it is always fine.
  Status confirm_by_second(const Asked& asked);

  // What a command changes, and its line in the audit log, in one transaction. The actor is the person, else this
  // account. Nothing happens if he has not the right that the action takes. `about` is read again after the work, which
  // may have found out what the line is to say.
  struct Act {
    AuditAction action;
    std::string object;
    std::vector<std::string> details;
  };
  Status act(const Act& about, const Committer::Work& work);
  // The same where only the work finds out what is to be written.
  Status act_as_found(const std::function<Result<Act>(HubStore&)>& work);
  static Status nothing_else(HubStore&) { return {}; }
  // What a command may show of sensitive values: they are masked unless `reveal` was asked for. The only way to
  // Disclosure::whole at the hub. Writes `values_revealed` first, with the command and how many records: what cannot be
  // written down is not shown. Not while a snapshot is open. Faults: as of act, and what `may_reveal` says.
  struct Reveal {
    std::string command, object;  // "record list", the form, record or file
    std::size_t count = 0;
    std::vector<std::string> filters;  // what else decides which records these are
  };
  // More than so many at once are an export: a second person confirms it (hub/users).
  static constexpr std::size_t kRevealedAlone = 20;
  Result<Disclosure> disclose(bool reveal, const Reveal& about);
  // By code, shortened or whole; faults name what is wrong with it.
  Result<UnitId> unit(const std::string& code);

  // Standard output: the one JSON document, or lines for people.
  void print(const nlohmann::json& document) const;
  void line(const std::string& text) const;
  // Standard error: what a person should know beside the result.
  void note(const std::string& text) const;

 private:
  Result<const FormCatalogue*> built_in_forms();
  // Whether a second person has to confirm, and has. The right of the one who asks is that of the entry, see act.
  Status may_reveal(const Reveal& about);
  Status check_action(HubStore& store, AuditAction action);
  Status write(const std::function<Result<Act>(HubStore&)>& work);
  Status refused(const std::string& what, const Fault& fault);

  std::optional<FormCatalogue> forms_;
  std::unique_ptr<HubStore> store_;
  std::optional<Request> confirmed_;  // carried out with the next act
};

std::int64_t now_ms();

inline constexpr const char* kAboutReveal = "sensitive values whole; it is written into the audit log";

// All of them.
void add_commands(Command app, HubContext& context);

// Reads the command line, runs the command, prints its fault, and says the exit code.
int run_hub(int argc, char** argv);

// --passphrase-file and --key-file.
void add_secret_options(Command command, HubContext& context);

// Each adds its commands to the program.
void add_init(Command app, HubContext& context);
void add_serve(Command app, HubContext& context);
void add_enrol_code(Command app, HubContext& context);
void add_device(Command app, HubContext& context);
void add_org(Command app, HubContext& context);
void add_org_changes(Command org, HubContext& context);
void add_form(Command app, HubContext& context);
void add_record(Command app, HubContext& context);
void add_notices(Command conflict, HubContext& context);  // conflict notices
void add_record_move(Command record, HubContext& context);
void add_purge(Command record, HubContext& context);  // record purge, record restore
void add_conflict(Command app, HubContext& context);
void add_duplicate(Command app, HubContext& context);
void add_bundle(Command app, HubContext& context);
void add_quarantine(Command app, HubContext& context);
void add_target(Command app, HubContext& context);
void add_publication(Command app, HubContext& context);  // publish, publication …
void add_backup(Command app, HubContext& context);       // backup, restore
void add_audit(Command app, HubContext& context);
void add_delegation(Command app, HubContext& context);
void add_seal(Command app, HubContext& context);
void add_recovery(Command app, HubContext& context);
void add_rebuild(Command app, HubContext& context);
void add_users(Command app, HubContext& context);     // user …
void add_log_in(Command app, HubContext& context);    // login, logout, whoami
void add_requests(Command app, HubContext& context);  // approve, requests list
void add_checks(Command app, HubContext& context);    // digest, doctor, config check

}  // namespace minsync
