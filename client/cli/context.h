// What every command shares: the options that stand anywhere on the command line, and what is opened when it is first
// needed. One command runs in a process, on one thread.
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "client/store/client_store.h"
#include "client/store/reveals.h"
#include "client/users/users.h"
#include "shared/config/config.h"
#include "shared/forms/disclosure.h"
#include "shared/sealing/folder_keys.h"
#include "shared/text/text.h"

namespace minsync {

using Json = nlohmann::ordered_json;

class Context {
 public:
  std::string data;  // folder; --data, MINSYNC_DATA, else .minsync in the home directory
  std::string lang;  // --lang
  bool json = false;
  NamedSecrets secrets;  // --passphrase-file, --key-file: what opens the folder, or is to open a new one
  // Set by SIGINT and SIGTERM.
  const std::atomic<bool>* cancel = nullptr;

  // Reads the settings, which may name the language. Before it was called, and after a fault, messages are in the
  // language of --lang or the environment.
  Status read_settings();
  Language language() const { return language_; }
  const Config& config() const { return *config_; }
  Result<const FormCatalogue*> forms();
  // The same with what the hub has added since, where this computer is enrolled.
  Result<const FormCatalogue*> known_forms();
  // The way to the records: where this computer has users, only for an unlocked session, whose user makes the edits.
  // Fault: not_allowed "clerks.locked".
  Result<ClientStore*> store();
  // For commands that show no record and change none: what waits is sent, copies are made and faults are found without
  // anybody at the computer.
  Result<ClientStore*> store_while_locked();
  // As `store`, and the user is an admin. Without users: nothing, as everybody is.
  Result<std::optional<User>> admin();
  std::uint64_t lock_after_ms() const;
  // For work on the file itself: nobody may have it open then.
  void close_store() { store_.reset(), unlocked_ = false; }

  // What a command may show of sensitive values: they are masked unless `reveal` was asked for. The only way to
  // Disclosure::whole at an office. Notes it first, in a transaction of its own (client/store/reveals.h): what cannot
  // be noted is not shown.
  Result<Disclosure> disclose(bool reveal, const Reveal& about);

  std::string text(std::string_view id, const std::vector<std::string>& args = {}) const {
    return say(language_, id, args);
  }
  // To standard output: results. To standard error: messages.
  void print(std::string_view line);
  void print_json(const Json& document);
  void note(std::string_view line) const;
  // Whether everything printed so far got out: failed on a full disk, say.
  Status flush();

  static std::uint64_t now_ms();
  // Days since 1970-01-01 by this machine's calendar.
  static std::int64_t today();

 private:
  // Whether the one who runs this command may see values whole. Whoever may use the folder may; rights of users are
  // looked up here.
  Status may_reveal(const Reveal& about);

  Language language_ = Language::zh;
  std::optional<Config> config_;
  std::optional<FormCatalogue> forms_;
  std::unique_ptr<ClientStore> store_;
  bool unlocked_ = false;
  std::optional<User> user_;
};

// The exit code of a command that was done.
inline constexpr int kDone = 0;

}  // namespace minsync
