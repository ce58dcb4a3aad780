// The hub's store in SQL, on either engine: one SQLite file, hub.db, or a PostgreSQL database (postgres/).
#pragma once

#include <optional>

#include "hub/storage/hub_store.h"
#include "hub/storage/sql_people.h"
#include "hub/storage/sql_publications.h"

namespace minsync {

class SqlHubStore final : public HubStore {
 public:
  SqlHubStore(Database database) : database_(std::move(database)), people_(database_), publications_(database_) {}
  Status open_records(const FormCatalogue& forms);
  Database& database() { return database_; }

  Status begin_write() override {
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
    return started(std::move(transaction));
  }
  Status commit() override {
    auto status = transaction_->commit();
    transaction_.reset();
    return status;
  }
  void rollback() override { transaction_.reset(); }
  bool on_long_log(std::function<void()> ready) override {
    return database_.connection().on_long_log(std::move(ready));
  }
  Status write_log_back() override { return database_.connection().write_log_back(); }
  Status savepoint() override { return database_.run("SAVEPOINT one_batch"); }
  Status release() override { return database_.run("RELEASE one_batch"); }
  Status rollback_to() override {
    MINSYNC_TRY(database_.run("ROLLBACK TO one_batch"));
    return release();
  }
  Status begin_read() override {
    MINSYNC_ASSIGN(auto transaction, Transaction::begin_read(database_));
    return started(std::move(transaction));
  }
  void end_read() override { transaction_.reset(); }

  Result<std::string> setting(const std::string& key) override;
  Status set_setting(const std::string& key, const std::string& value) override;
  Status add_code(const EnrolCode& code) override;
  Result<std::optional<EnrolCode>> find_code(const std::string& hash) override;
  Status use_code(const std::string& hash) override;
  Status add_device(const Device& device) override;
  Result<std::optional<Device>> find_device(DeviceId id) override;
  Result<std::vector<Device>> devices() override;
  Status revoke_device(DeviceId id) override;
  Status renew_device(const Device& device, std::int64_t now_ms) override;
  Result<std::vector<std::string>> former_keys(DeviceId id) override;
  Status mark_copied(DeviceId id) override;
  Result<std::optional<Life>> life(DeviceId id, Incarnation incarnation) override;
  Result<Incarnation> latest_life(DeviceId id) override;
  Status put_life(DeviceId id, Incarnation incarnation, const Life& life) override;
  Result<Partition> partition(PartitionId id) override;
  Result<std::vector<Partition>> partitions() override;
  Status begin_epoch(std::uint16_t epoch) override;
  Status append(const JournalEntry& entry, const Partition& after) override;
  Result<std::optional<JournalEntry>> entry_at(PartitionId partition, Version version) override;
  Result<std::optional<JournalEntry>> entry(PartitionId partition, std::uint64_t number) override;
  Result<std::vector<EntryVerdicts>> verdicts_below(PartitionId partition, Version version, std::size_t limit) override;
  RecordTables& records() override { return *records_; }
  Result<std::vector<Contested>> contested(const Form& form, std::span<const GroupNumber> groups,
                                           const ContestedPlace& after, std::size_t limit) override;
  Result<std::vector<std::pair<UnitId, std::uint64_t>>> records_by_unit(const Form& form) override;
  Status adopt_forms() override;
  Status check_integrity() override { return database_.check_integrity(); }
  Status put_feed(PartitionId partition, const FeedEntry& entry) override { return put_feed(partition, {&entry, 1}); }
  Status put_feed(PartitionId partition, std::span<const FeedEntry> entries) override;
  Status drop_feed(PartitionId partition, UnitId unit, Version version) override;
  Result<std::optional<FeedEntry>> find_feed(PartitionId partition, UnitId unit, Version version) override;
  Result<std::vector<FeedEntry>> feed(PartitionId partition, UnitId unit, Version after, std::size_t limit) override;
  Status each_feed(PartitionId partition, const std::function<Status(const FeedEntry&)>& visit) override;
  Status put_stay(RecordId record, const Stay& stay) override;
  Result<std::vector<Stay>> stays(RecordId record, Version after) override;
  Status add_foreign(PartitionId partition, UnitId unit) override;
  Result<std::vector<std::pair<PartitionId, UnitId>>> foreign() override;
  Status put_purged(const Purged& purged) override;
  Result<std::optional<Purged>> find_purged(RecordId record) override;
  Status drop_purged(RecordId record) override;
  Result<bool> has_purged() override;
  Status each_purged(const std::function<Status(const Purged&)>& visit) override;
  Status add_received(DeviceId device, const KeptRange& range, PartitionId partition) override;
  Result<std::optional<ReceivedEdit>> received(const EditId& id) override;
  Result<std::vector<KeptRange>> all_received(DeviceId device) override;
  Status each_received(const std::function<Status(DeviceId, const KeptRange&, PartitionId)>& visit) override;
  Status add_fork(const EditId& id, const Fork& fork) override;
  Result<std::vector<Fork>> forks(const EditId& id) override;
  Status each_fork(const std::function<Status(const EditId&, const Fork&)>& visit) override;
  Result<Sequence> last_sequence(DeviceId device, Incarnation incarnation) override;
  Result<std::uint64_t> last_serial(DeviceId device) override;
  Status put_receipt(DeviceId device, Receipt receipt) override;
  Result<std::optional<Receipt>> receipt(const EditId& id, EditDigest digest) override;
  Result<std::vector<Receipt>> receipts(DeviceId device, std::uint64_t after_serial, std::size_t limit) override;
  Status each_receipt(const std::function<Status(DeviceId, const Receipt&)>& visit) override;
  Status put_waiting(EditDigest digest, const WaitingEdit& edit) override;
  Result<std::vector<WaitingEdit>> waiting(DeviceId device) override;
  Result<std::vector<WaitingEdit>> waiting_on(RecordId record) override;
  Result<std::vector<WaitingEdit>> all_waiting() override;
  Status drop_waiting(const EditId& id, EditDigest digest) override;
  Status put_held(EditDigest digest, const HeldEdit& edit) override;
  Result<std::vector<HeldEdit>> held_on(RecordId record) override;
  Result<std::vector<HeldEdit>> all_held() override;
  Status drop_held(const EditId& id, EditDigest digest) override;
  Status copy_to(const std::string& path) override;

  Status put_told(DeviceId device, const ToldRow& told) override;
  Result<std::optional<ToldRow>> told(DeviceId device, Incarnation incarnation) override;
  Result<std::optional<ToldRow>> latest_told(DeviceId device) override;

  Status put_quarantined(const Quarantined& quarantined) override;
  Result<std::vector<Quarantined>> quarantined() override;
  Result<std::optional<Quarantined>> find_quarantined(std::uint64_t number) override;
  Result<QuarantineSize> quarantine_size(std::optional<DeviceId> device) override;
  Status drop_quarantined(std::uint64_t number) override;

  Status append_audit(const AuditEntry& entry) override;
  Result<std::optional<AuditEntry>> last_audit() override;
  Result<std::optional<AuditEntry>> audit_entry(std::uint64_t number) override;
  Status each_audit(std::uint64_t after, const std::function<Result<bool>(const AuditEntry&)>& visit) override;
  PeopleStore& people() override { return people_; }
  PublicationStore& publications() override { return publications_; }

 private:
  Status refresh_forms();
  Status started(Transaction transaction);

  Database database_;
  SqlPeople people_;
  SqlPublications publications_;
  const FormCatalogue* forms_ = nullptr;
  std::string forms_mark_;  // of the definitions that the catalogue was told of here
  std::optional<RecordTables> records_;
  std::optional<Transaction> transaction_;
};

}  // namespace minsync
