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
#include "shared/cli/command_line.h"
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
  // What a command changes, and its line in the audit log, in one transaction. The actor is this account.
  struct Act {
    AuditAction action;
    std::string object;
    std::vector<std::string> details;
  };
  Status act(const Act& about, const Committer::Work& work);
  static Status nothing_else(HubStore&) { return {}; }
  // By code, shortened or whole; faults name what is wrong with it.
  Result<UnitId> unit(const std::string& code);

  // Standard output: the one JSON document, or lines for people.
  void print(const nlohmann::json& document) const;
  void line(const std::string& text) const;
  // Standard error: what a person should know beside the result.
  void note(const std::string& text) const;

 private:
  Result<const FormCatalogue*> built_in_forms();

  std::optional<FormCatalogue> forms_;
  std::unique_ptr<HubStore> store_;
};

std::int64_t now_ms();

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
void add_record_move(Command record, HubContext& context);
void add_purge(Command record, HubContext& context);  // record purge, record restore
void add_conflict(Command app, HubContext& context);
void add_bundle(Command app, HubContext& context);
void add_quarantine(Command app, HubContext& context);
void add_target(Command app, HubContext& context);
void add_backup(Command app, HubContext& context);  // backup, restore
void add_audit(Command app, HubContext& context);
void add_delegation(Command app, HubContext& context);
void add_seal(Command app, HubContext& context);
void add_recovery(Command app, HubContext& context);
void add_rebuild(Command app, HubContext& context);
void add_checks(Command app, HubContext& context);  // digest, doctor, config check

}  // namespace minsync
