// The hub's storage, drawn for two engines (SQLite, PostgreSQL): what ingest, the exchange, review and
// administration need of it, and nothing engine-specific. One HubStore is one connection, used by one thread at a time;
// several may be open at once, also in other processes.
//
// Order of calls: begin_write … (savepoint … release | rollback_to)* … commit | rollback, or begin_read … end_read.
// Versions are allocated inside the write transaction, so that no reader sees a version before all smaller ones of its
// partition.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/storage/audit_entry.h"
#include "hub/storage/verdict.h"
#include "shared/crypto/crypto.h"
#include "shared/divisions/divisions.h"
#include "shared/store/record_tables.h"
#include "sync_protocol/messages.h"
#include "sync_protocol/role.h"

namespace minsync {

struct Device {
  DeviceId id;
  std::string name;
  UnitId unit;
  Role role = Role::township;
  std::vector<std::string> forms;  // empty: all
  std::string public_key;          // SEC 1 point
  bool revoked = false;
  bool copied = false;  // two copies of its data have been in use
  std::int64_t enrolled_ms = 0, last_contact_ms = 0;
};

// What the hub knows of one incarnation of a device.
struct Life {
  std::uint64_t counter = 0;  // of its newest request
  bool spent = false;         // a number of it was given to two edits: it is to be left
  std::uint64_t request{};    // a hash of the newest request: a line may bring the same one twice
  std::int64_t at_ms{};       // when it came first
};

// Where an edit stands in the journal.
struct ReceivedEdit {
  PartitionId partition;
  Version version;
  EditDigest digest{};  // 0: stands in the journal alone
};

// A second edit under a number that was taken, made by a copy of the device's data. Elsewhere at the hub it goes by
// `merged_as` instead of its incarnation.
struct Fork {
  EditDigest digest;
  Incarnation merged_as;
  ReceivedEdit at;
};

struct EnrolCode {
  std::string hash;  // SHA-256 of the secret; the secret itself is not kept
  UnitId unit;
  Role role = Role::township;
  std::vector<std::string> forms;
  std::int64_t expires_ms = 0;
  bool used = false;
};

struct Partition {
  PartitionId id;
  Version last;               // the newest version given
  std::uint64_t entries = 0;  // in its journal
  Digest chain{};             // hash of its newest entry
  Version fence{};            // removed records were purged up to here; 0: never
  std::uint32_t purges = 0;   // how often
};

// A record that was removed and purged: the journal alone has it still.
struct Purged {
  RecordId record;
  PartitionId partition;
  std::string form;
  Version last;  // of its newest edit
};

struct JournalEntry {
  PartitionId partition;
  std::uint64_t number = 0;  // from 1, without gaps
  Version first;             // edit i of the batch has version first + i
  std::uint32_t count = 0;
  DeviceId device;
  std::int64_t at_ms = 0;
  std::string batch;     // signed bytes, as received
  std::string verdicts;  // encode_verdicts
  Digest hash{};         // SHA-256 of the previous hash and everything above; see chain_hash
};
Digest chain_hash(const Digest& previous, const JournalEntry& entry);

// An entry without its batch: enough to know which of its edits anybody had to be told of.
struct EntryVerdicts {
  Version first;
  std::int64_t at_ms = 0;
  std::string verdicts;
  std::uint64_t batch_bytes = 0;  // as it is stored
};

// A group of a living record that has more than one head, and the place of such a group among those of its form.
struct Contested {
  RecordId record;
  UnitId unit;
  GroupState state;
};
struct ContestedPlace {
  RecordId record;
  GroupNumber group;
};

struct FeedEntry {
  Version version;
  UnitId unit;  // the township, or the county or city itself for their own records
  std::string form;
  RecordId record;
  // A run of clean edits sent by one incarnation of a device: it has all of the record since `foreign` already. Nil:
  // nobody has. A copy of the device's data, in another incarnation, has not.
  DeviceId author;
  Incarnation incarnation;
  Version foreign;
  UnitId county{};    // whose devices read it besides the unit's; 0: the city's own
  bool left = false;  // a mark for those who read this unit: the record went elsewhere under this version
};

struct WaitingEdit {
  PartitionId partition;
  Edit edit;
  // Where the hub had merged it in an earlier epoch, and with which stamp; 0 if it had not.
  Version former{};
  Stamp stamp{};
};

// An edit that came while its record was closed. Those of a record are merged in the order of `at`, the place in the
// journal where each was found to be held.
struct HeldEdit {
  WaitingEdit arrived;
  Version at;
};

// What a life of a device's data told last, in whatever order it came (hub/api/told.h has the words).
struct ToldRow {
  Incarnation incarnation;
  std::uint64_t counter = 0;  // of that request or bundle
  std::string state;
};

// A signed batch of one edit that this hub cannot read, and keeps until it can; or one that was signed by a key that
// counts no more, for an administrator to decide on (hub/api/late_edits.h).
struct Quarantined {
  std::uint64_t number = 0;  // its name for people
  DeviceId device;
  PartitionId partition;
  std::int64_t at_ms = 0;
  std::string reason;  // id of a message
  std::vector<std::string> args{};
  std::string batch{};  // with its signature
  BatchDigest digest{};
};

struct QuarantineSize {
  std::uint64_t batches = 0, bytes = 0;
};

class PeopleStore;       // hub/storage/people.h
class PublicationStore;  // hub/storage/publications.h

class HubStore {
 public:
  virtual ~HubStore() = default;

  virtual Status begin_write() = 0;
  virtual Status commit() = 0;  // durable (fsync) when it returns
  virtual void rollback() = 0;
  // As SqlConnection says of them (shared/store/sql_engine.h).
  virtual bool on_long_log(std::function<void()> ready) = 0;
  virtual Status write_log_back() = 0;
  virtual Status savepoint() = 0;
  virtual Status release() = 0;
  virtual Status rollback_to() = 0;
  virtual Status begin_read() = 0;
  virtual void end_read() = 0;

  virtual Result<std::string> setting(const std::string& key) = 0;  // "" if never set
  virtual Status set_setting(const std::string& key, const std::string& value) = 0;

  virtual Status add_code(const EnrolCode& code) = 0;
  virtual Result<std::optional<EnrolCode>> find_code(const std::string& hash) = 0;
  virtual Status use_code(const std::string& hash) = 0;

  virtual Status add_device(const Device& device) = 0;
  virtual Result<std::optional<Device>> find_device(DeviceId id) = 0;
  virtual Result<std::vector<Device>> devices() = 0;
  virtual Status revoke_device(DeviceId id) = 0;
  // A new key, and no more revoked; name and forms may be others than before. The former key is remembered.
  virtual Status renew_device(const Device& device, std::int64_t now_ms) = 0;
  virtual Result<std::vector<std::string>> former_keys(DeviceId id) = 0;  // the newest first
  virtual Status mark_copied(DeviceId id) = 0;
  virtual Result<std::optional<Life>> life(DeviceId id,
                                           Incarnation incarnation) = 0;  // nothing before its first contact
  virtual Result<Incarnation> latest_life(DeviceId id) = 0;               // in contact last; 0 if none
  virtual Status put_life(DeviceId id, Incarnation incarnation, const Life& life) = 0;

  virtual Result<Partition> partition(PartitionId id) = 0;  // a new one starts at the epoch's first version
  virtual Result<std::vector<Partition>> partitions() = 0;
  // From now on versions are of this epoch, in every partition.
  virtual Status begin_epoch(std::uint16_t epoch) = 0;
  virtual Status append(const JournalEntry& entry, const Partition& after) = 0;
  // The entry that gave `version`, or the newest before it; nothing if there is none.
  virtual Result<std::optional<JournalEntry>> entry_at(PartitionId partition, Version version) = 0;
  virtual Result<std::optional<JournalEntry>> entry(PartitionId partition, std::uint64_t number) = 0;

  // Entries whose first version is below this one, the newest first, at most `limit`.
  virtual Result<std::vector<EntryVerdicts>> verdicts_below(PartitionId partition, Version version,
                                                            std::size_t limit) = 0;

  virtual RecordTables& records() = 0;
  // Of these groups of the form those with more than one head, by record and group behind `after`, at most `limit`;
  // removed records are left out.
  virtual Result<std::vector<Contested>> contested(const Form& form, std::span<const GroupNumber> groups,
                                                   const ContestedPlace& after, std::size_t limit) = 0;
  // How many records of the form each unit has; units without any and removed records are left out.
  virtual Result<std::vector<std::pair<UnitId, std::uint64_t>>> records_by_unit(const Form& form) = 0;
  // In a write transaction that stored a definition of a form: it is in use from here on. Other connections, also in
  // other processes, follow with their next transaction.
  virtual Status adopt_forms() = 0;

  // Verifies the engine's own structures (pages, indexes), not the journal's hashes.
  virtual Status check_integrity() = 0;

  virtual Status put_feed(PartitionId partition, const FeedEntry& entry) = 0;
  virtual Status put_feed(PartitionId partition, std::span<const FeedEntry> entries) = 0;
  virtual Status drop_feed(PartitionId partition, UnitId unit, Version version) = 0;
  virtual Result<std::optional<FeedEntry>> find_feed(PartitionId partition, UnitId unit, Version version) = 0;
  // Ascending by version, of one unit, above `after`, at most `limit`.
  virtual Result<std::vector<FeedEntry>> feed(PartitionId partition, UnitId unit, Version after, std::size_t limit) = 0;
  virtual Status each_feed(PartitionId partition, const std::function<Status(const FeedEntry&)>& visit) = 0;
  // Former stays of a record that moved, those that ended after a version, ascending.
  virtual Status put_stay(RecordId record, const Stay& stay) = 0;
  virtual Result<std::vector<Stay>> stays(RecordId record, Version after) = 0;
  // Units of whose records some live in a partition that is not the unit's own.
  virtual Status add_foreign(PartitionId partition, UnitId unit) = 0;
  virtual Result<std::vector<std::pair<PartitionId, UnitId>>> foreign() = 0;

  virtual Status put_purged(const Purged& purged) = 0;
  virtual Result<std::optional<Purged>> find_purged(RecordId record) = 0;
  virtual Status drop_purged(RecordId record) = 0;
  virtual Result<bool> has_purged() = 0;  // any at all
  virtual Status each_purged(const std::function<Status(const Purged&)>& visit) = 0;

  virtual Status add_received(DeviceId device, const KeptRange& range, PartitionId partition) = 0;
  virtual Result<std::optional<ReceivedEdit>> received(const EditId& id) = 0;
  virtual Result<std::vector<KeptRange>> all_received(DeviceId device) = 0;
  virtual Status each_received(const std::function<Status(DeviceId, const KeptRange&, PartitionId)>& visit) = 0;
  virtual Status add_fork(const EditId& id, const Fork& fork) = 0;
  virtual Result<std::vector<Fork>> forks(const EditId& id) = 0;
  virtual Status each_fork(const std::function<Status(const EditId&, const Fork&)>& visit) = 0;
  virtual Result<Sequence> last_sequence(DeviceId device, Incarnation incarnation) = 0;

  virtual Result<std::uint64_t> last_serial(DeviceId device) = 0;  // of its receipts; 0 if there were none
  // Gives the receipt its serial.
  virtual Status put_receipt(DeviceId device, Receipt receipt) = 0;
  virtual Result<std::optional<Receipt>> receipt(const EditId& id, EditDigest digest) = 0;
  virtual Result<std::vector<Receipt>> receipts(DeviceId device, std::uint64_t after_serial, std::size_t limit) = 0;
  virtual Status each_receipt(const std::function<Status(DeviceId, const Receipt&)>& visit) = 0;

  virtual Status put_waiting(EditDigest digest, const WaitingEdit& edit) = 0;
  virtual Result<std::vector<WaitingEdit>> waiting(DeviceId device) = 0;
  virtual Result<std::vector<WaitingEdit>> waiting_on(RecordId record) = 0;
  virtual Result<std::vector<WaitingEdit>> all_waiting() = 0;
  virtual Status drop_waiting(const EditId& id, EditDigest digest) = 0;

  virtual Status put_held(EditDigest digest, const HeldEdit& edit) = 0;
  virtual Result<std::vector<HeldEdit>> held_on(RecordId record) = 0;  // ascending by `at`
  virtual Result<std::vector<HeldEdit>> all_held() = 0;
  virtual Status drop_held(const EditId& id, EditDigest digest) = 0;
  // All of it as it is at one moment, into a new file, while others go on reading and writing (backup_file.h).
  virtual Status copy_to(const std::string& path) = 0;
  virtual Status put_told(DeviceId device, const ToldRow& told) = 0;  // becomes its latest
  virtual Result<std::optional<ToldRow>> told(DeviceId device, Incarnation incarnation) = 0;
  virtual Result<std::optional<ToldRow>> latest_told(DeviceId device) = 0;

  // Does nothing if it is there already (device, digest).
  virtual Status put_quarantined(const Quarantined& quarantined) = 0;
  virtual Result<std::vector<Quarantined>> quarantined() = 0;  // the oldest first
  virtual Result<std::optional<Quarantined>> find_quarantined(std::uint64_t number) = 0;
  virtual Result<QuarantineSize> quarantine_size(std::optional<DeviceId> device) = 0;  // of all devices without one
  virtual Status drop_quarantined(std::uint64_t number) = 0;

  // The audit log (hub/audit/audit_log.h writes it). Its rows are read as they stand, whoever altered them.
  virtual Status append_audit(const AuditEntry& entry) = 0;
  virtual Result<std::optional<AuditEntry>> last_audit() = 0;
  virtual Result<std::optional<AuditEntry>> audit_entry(std::uint64_t number) = 0;
  // Ascending above `after`, until `visit` says false.
  virtual Status each_audit(std::uint64_t after, const std::function<Result<bool>(const AuditEntry&)>& visit) = 0;

  virtual PeopleStore& people() = 0;             // who works at the hub
  virtual PublicationStore& publications() = 0;  // what it published
};

// Opens the store in `folder` (made by `create_hub_store`). `forms` must outlive it.
Result<std::unique_ptr<HubStore>> open_hub_store(const std::string& folder, const FormCatalogue& forms);
Status create_hub_store(const std::string& folder, const FormCatalogue& forms);
// In an empty PostgreSQL database, which the folder names from now on. Faults: not reachable, not empty.
Status create_postgres_hub_store(const std::string& folder, const FormCatalogue& forms, const std::string& url);
// An empty one that ends with its owner and leaves nothing behind, however large it grows.
Result<std::unique_ptr<HubStore>> scratch_hub_store(const FormCatalogue& forms);

}  // namespace minsync
