// A client's own data: records as its office sees them, the outbox (待上传), who it is, how far it has come. One
// ClientStore is one connection, for one thread; `serve` and commands may have theirs open at the same time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/crypto.h"
#include "shared/store/record_tables.h"
#include "sync_protocol/hybrid_clock.h"
#include "sync_protocol/messages.h"
#include "sync_protocol/role.h"

namespace minsync {

// Who this client is and to which hub it belongs; told by the hub at enrolment.
struct Enrolment {
  DeviceId device;
  UnitId unit;
  Role role = Role::township;
  std::vector<std::string> forms;  // empty: all
  std::string hub_name, hub_url, hub_pin;
  std::string hub_key;  // public, SEC 1 point; its answers are signed with it
  std::uint16_t epoch = 1;
  std::vector<PartitionId> partitions;
};

// Where an own edit stands.
enum class OutboxState : std::uint8_t {
  pending = 0,      // not receipted by the hub
  unshown = 1,      // merged at the hub; the merged result has not arrived here
  done = 2,         // merged, and shown here as the hub has it
  refused = 3,      // stays here, visible, for its author to mend
  waiting = 4,      // at the hub, for an edit it stands on
  quarantined = 5,  // at the hub, unreadable for it
  answered = 6,     // refused once and replaced by a newer edit of its author
  held = 7          // at the hub, until the record is opened again
};

struct OutboxEntry {
  Edit edit;
  PartitionId partition;
  OutboxState state = OutboxState::pending;
  Version version;                 // once merged; kept while it is pending again for a hub that lost it
  std::optional<Receipt> receipt;  // where the answer was more than "merged, all applied"
  std::int64_t created_ms = 0;
};

// Edits that may stand in one batch.
struct SendGroup {
  bool urgent = false;
  PartitionId partition;
  Incarnation incarnation;
};

struct SyncState {
  std::vector<Cursor> cursors;
  std::uint64_t receipt_cursor = 0;
  bool complete = false;
  std::int64_t last_sync_ms = 0;  // 0: never
  std::uint64_t bytes_sent = 0, bytes_received = 0;
};

// The setting that says which definitions of forms the tables fit.
inline constexpr std::string_view kFormsSetting = "forms";

class ClientStore {
 public:
  // `folder` holds client.db, device.key and minsync.toml. `open` fails with "client.not_enrolled" if there is none.
  // `place` says where this database lives (place.h): at another place than last time it begins a new incarnation,
  // since the old place may still be in use.
  static Result<std::unique_ptr<ClientStore>> open(const std::string& folder, const FormCatalogue& forms,
                                                   const std::string& place);
  static Result<std::unique_ptr<ClientStore>> open(const std::string& folder, const FormCatalogue& forms);
  // Writes the database of a device that has just been enrolled; its key stands in the folder already.
  static Status create(const std::string& folder, const FormCatalogue& forms, const Enrolment& enrolment);

  const std::string& folder() const { return folder_; }
  const Enrolment& enrolment() const { return enrolment_; }
  // In the caller's write transaction: what the hub said when this device was enrolled once more.
  Status set_enrolment(Enrolment enrolment);
  const FormCatalogue& forms() const { return *forms_; }
  Database& database() { return database_; }
  RecordTables& records() { return *records_; }
  // What was loaded, or is new, as it is to be shown from now on.
  Status save(const Form& form, const StoredRecord& record, bool fresh);
  Result<PrivateKey> device_key() const;
  bool in_scope(const Form& form) const;
  // In a write transaction. Another process may have stored new definitions of forms since this one read them: then
  // they are read again.
  Status refresh_forms();
  // The same for a program that goes on: outside of a transaction, which it begins only if there is something new.
  Status catch_up();
  // Of the definitions that this object knows (LearnedForms::mark).
  void know_forms(std::string mark) { forms_mark_ = std::move(mark); }

  Result<std::string> setting(const std::string& key);  // "" if never set
  Status set_setting(const std::string& key, const std::string& value);
  Result<SyncState> sync_state();
  Status set_sync_state(const SyncState& state);
  // The hub began a new history: what it has of the own edits is `kept`, all others are pending again. What it is known
  // to have sent is asked for anew.
  Status enter_epoch(std::uint16_t epoch, const std::vector<KeptRange>& kept);
  // This database's life; edits and requests are numbered within it. Another process may begin a new one.
  Result<Incarnation> incarnation();
  // In the caller's write transaction. From now on numbers cannot meet those of a copy of this database.
  Status begin_incarnation();
  // The counter of this life's newest request that the hub answered, 0 for none; noted in the caller's write
  // transaction.
  Result<std::uint64_t> newest_answered();
  Status note_answered(std::uint64_t counter);
  // The next number of its kind, made durable with the running transaction.
  Result<std::uint64_t> next_counter(const std::string& key);

  // The user (client/users) whose edits this object makes from now on; "": nobody was asked. Edits do not carry it.
  void act_as(std::string user) { acting_user_ = std::move(user); }
  const std::string& acting_user() const { return acting_user_; }
  Result<std::string> entered_by(Sequence sequence);  // "" if nobody was asked

  // The outbox.
  Status put_outbox(const OutboxEntry& entry, bool urgent, bool as_made = false);
  Status set_outbox_state(Sequence sequence, OutboxState state, Version version, const Receipt* receipt);
  // These, ascending by sequence, were merged as shown, each under its version: they are done.
  Status merged(const std::vector<OutboxEntry>& entries);
  // The same of those in the range whose records' rows still stand as they made them; how many that were.
  Result<std::uint64_t> merged_as_made(const ReceiptRange& range);
  // From now on these say nothing of their records' rows.
  Status not_as_made(const ReceiptRange& range);
  // What the hub said of own edits, with its tag: to be shown to a hub that lost them.
  Status add_proof(const ReceiptRange& range);
  // The newest proof that holds this edit.
  Result<std::optional<ReceiptRange>> proof_of(const EditId& id);
  Result<std::optional<OutboxEntry>> outbox_entry(Sequence sequence);
  Result<std::vector<OutboxEntry>> edits_of(RecordId record);  // all own edits, ascending
  Result<bool> is_only_edit_of(RecordId record, Sequence sequence);
  // Pending ones of this incarnation with sequences above `after` up to `last`, ascending, at most `limit`.
  Result<std::vector<OutboxEntry>> pending_within(Incarnation incarnation, Sequence after, Sequence last,
                                                  std::size_t limit);
  // Of the receipted edits the one with the greatest version; nothing if there is none.
  Result<std::optional<Edit>> newest_receipted();
  // Edits to send next, pending ones and those refused once that the hub lost: of one partition and incarnation, urgent
  // ones alone and first, ascending by sequence, at most `limit`. Whole batches are packed from their rows (packing.h).
  Result<std::vector<OutboxEntry>> next_to_send(std::size_t limit);
  Result<std::optional<SendGroup>> first_to_send();  // their group; nothing where nothing is to be sent
  // All of them, group by group in the order in which next_to_send would give them; of a group ascending by sequence.
  Result<std::vector<SendGroup>> groups_to_send();
  Result<std::vector<OutboxEntry>> to_send(const SendGroup& group, Sequence after, std::size_t limit);
  Result<std::int64_t> count_outbox(OutboxState state);
  Result<std::int64_t> count_unsent();  // of those that next_to_send gives in the end
  Result<bool> any_unsent();
  Status sent(const ReceiptRange& range);  // an answer says that the hub has these
  // Own edits with an answer worth reading or none yet, newest first; `state` if given. `before`: older than that one.
  Result<std::vector<OutboxEntry>> outbox(std::optional<OutboxState> state, std::size_t limit, Sequence before = {});

 private:
  ClientStore(Database database, std::string folder, const FormCatalogue& forms)
      : database_(std::move(database)), folder_(std::move(folder)), forms_(&forms) {}
  Status load_enrolment();
  Status note_kept(const KeptRange& range);
  Status settle_at(const std::string& place);
  Status open_forms();
  Status fit_outbox();
  void know_merged();
  Status write_out_made();

  Database database_;
  std::string folder_;
  const FormCatalogue* forms_;
  std::optional<RecordTables> records_;
  Enrolment enrolment_;
  std::string forms_mark_;
  std::string acting_user_;
};

}  // namespace minsync
