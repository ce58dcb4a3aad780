#include "client/store/client_store.h"

#include <algorithm>
#include <filesystem>

#include "client/store/learned_forms.h"
#include "client/store/outbox_rows.h"
#include "client/store/place.h"
#include "shared/crypto/crypto.h"
#include "shared/crypto/edit_digest.h"
#include "shared/forms/city_forms.h"
#include "shared/sealing/key_files.h"
#include "shared/store/form_definitions.h"
#include "shared/store/schema.h"
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

// 1: the first. 2: values that a hub lost. 3: users. 4: what was shown whole. 5: drafts and saved views. 6: rows as own
// edits made them. 7: what an edit says apart from what became of it.
constexpr int kSchemaVersion = 7;
constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
  sequence INTEGER PRIMARY KEY, incarnation INTEGER NOT NULL, record BLOB NOT NULL, partition INTEGER NOT NULL,
  urgent INTEGER NOT NULL, state INTEGER NOT NULL, version INTEGER NOT NULL, receipt BLOB,
  created_ms INTEGER NOT NULL, send_again INTEGER NOT NULL, as_made INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS outbox_edit (sequence INTEGER PRIMARY KEY, edit BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_record ON outbox (record, sequence);
CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (urgent, sequence) WHERE (state = 0 OR send_again = 1);
CREATE INDEX IF NOT EXISTS outbox_unshown ON outbox (partition) WHERE state = 1;
DROP INDEX IF EXISTS outbox_version;
CREATE INDEX IF NOT EXISTS outbox_merged ON outbox (version, partition, state) WHERE version > 0;
CREATE INDEX IF NOT EXISTS outbox_open ON outbox (state, sequence) WHERE state <> 2;
CREATE TABLE IF NOT EXISTS proof (
  incarnation INTEGER, first INTEGER, version INTEGER, last INTEGER NOT NULL, stamp INTEGER NOT NULL,
  tag INTEGER NOT NULL, PRIMARY KEY (incarnation, first, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leaving (record BLOB PRIMARY KEY, form TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told_anew (record BLOB PRIMARY KEY, partition INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attached (
  hash BLOB, record BLOB, size INTEGER NOT NULL, settled_in INTEGER NOT NULL, PRIMARY KEY (hash, record));
CREATE TABLE IF NOT EXISTS made_bundle (mark INTEGER PRIMARY KEY, made_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS relayed_bundle (
  device BLOB, mark INTEGER, head BLOB NOT NULL, parts INTEGER NOT NULL, sent INTEGER NOT NULL,
  imported_ms INTEGER NOT NULL, answer BLOB NOT NULL, PRIMARY KEY (device, mark)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS relayed_part (
  device BLOB, mark INTEGER, number INTEGER, part BLOB NOT NULL, PRIMARY KEY (device, mark, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unknown_change (
  record BLOB PRIMARY KEY, form TEXT NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rescued (
  record BLOB, grp INTEGER, device BLOB, incarnation INTEGER, sequence INTEGER, form TEXT NOT NULL,
  unit INTEGER NOT NULL, state BLOB NOT NULL,
  PRIMARY KEY (record, grp, device, incarnation, sequence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS set_aside (
  record BLOB PRIMARY KEY, partition INTEGER NOT NULL, change BLOB NOT NULL, reason TEXT NOT NULL,
  args BLOB NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reveal (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, user TEXT NOT NULL, command TEXT NOT NULL,
  object TEXT NOT NULL, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS user (
  name TEXT PRIMARY KEY, display TEXT NOT NULL, admin INTEGER NOT NULL, log_n INTEGER NOT NULL, r INTEGER NOT NULL,
  p INTEGER NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL, failures INTEGER NOT NULL,
  locked_until_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS user_session (
  token BLOB PRIMARY KEY, name TEXT NOT NULL, last_use_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entered_by (sequence INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS draft (
  user TEXT, key TEXT, form TEXT NOT NULL, content TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (user, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS saved_view (
  user TEXT, form TEXT, views TEXT NOT NULL, PRIMARY KEY (user, form)) WITHOUT ROWID;
)sql";

constexpr const char* kDatabaseName = "client.db";
constexpr const char* kKeyName = "device.key";

std::string path_in(const std::string& folder, const char* name) {
  return (std::filesystem::path(folder) / name).string();
}

std::string encode_enrolment(const Enrolment& enrolment) {
  ByteWriter out;
  out.uuid(enrolment.device.value);
  out.number(enrolment.unit.value);
  out.byte(static_cast<std::uint8_t>(enrolment.role));
  out.number(enrolment.forms.size());
  for (const auto& form : enrolment.forms) out.text(form);
  for (const auto* text : {&enrolment.hub_name, &enrolment.hub_url, &enrolment.hub_pin, &enrolment.hub_key}) {
    out.text(*text);
  }
  out.number(enrolment.epoch);
  out.number(enrolment.partitions.size());
  for (const auto partition : enrolment.partitions) out.number(partition.value);
  return out.take();
}

Result<Enrolment> decode_enrolment(std::string_view bytes) {
  constexpr std::size_t kLongest = 4096;
  ByteReader in(bytes);
  Enrolment enrolment;
  enrolment.device.value = in.uuid();
  enrolment.unit.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
  enrolment.role = static_cast<Role>(in.byte());
  enrolment.forms.resize(in.bounded(kLongest));
  for (auto& form : enrolment.forms) form = in.text(kLongest);
  for (auto* text : {&enrolment.hub_name, &enrolment.hub_url, &enrolment.hub_pin, &enrolment.hub_key}) {
    *text = in.text(kLongest);
  }
  enrolment.epoch = static_cast<std::uint16_t>(in.bounded(UINT16_MAX));
  enrolment.partitions.resize(in.bounded(kLongest));
  for (auto& partition : enrolment.partitions) partition.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
  if (!in.done()) return fail(FaultKind::integrity, "common.damaged", {kDatabaseName});
  return enrolment;
}

std::string encode_sync_state(const SyncState& state) {
  ByteWriter out;
  out.number(state.cursors.size());
  for (const auto& cursor : state.cursors) {
    out.number(cursor.partition.value);
    out.number(cursor.version.value);
    out.number(cursor.whole.value);
    for (const auto byte : cursor.chain) out.byte(byte);
  }
  out.number(state.receipt_cursor);
  out.byte(state.complete ? 1 : 0);
  out.signed_number(state.last_sync_ms);
  out.number(state.bytes_sent);
  out.number(state.bytes_received);
  return out.take();
}

Result<SyncState> decode_sync_state(std::string_view bytes) {
  ByteReader in(bytes);
  SyncState state;
  if (bytes.empty()) return state;
  state.cursors.resize(in.bounded(4096));
  for (auto& cursor : state.cursors) {
    cursor.partition.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
    cursor.version.value = in.number();
    cursor.whole.value = in.number();
    for (auto& byte : cursor.chain) byte = in.byte();
  }
  state.receipt_cursor = in.number();
  state.complete = in.byte() != 0;
  state.last_sync_ms = in.signed_number();
  state.bytes_sent = in.number();
  state.bytes_received = in.number();
  if (!in.done()) return fail(FaultKind::integrity, "common.damaged", {kDatabaseName});
  return state;
}

}  // namespace

Status ClientStore::create(const std::string& folder, const FormCatalogue& forms, const Enrolment& enrolment) {
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder, kDatabaseName), true));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(make_schema(database, kSchema, kSchemaVersion));
  MINSYNC_TRY(RecordTables::open(database, forms, MatchIndex::kept));
  MINSYNC_TRY(
      database.run("INSERT OR REPLACE INTO setting VALUES ('enrolment', ?)", Blob{encode_enrolment(enrolment)}));
  return transaction.commit();
}

Result<std::unique_ptr<ClientStore>> ClientStore::open(const std::string& folder, const FormCatalogue& forms,
                                                       const std::string& place) {
  if (!Database::exists(path_in(folder, kDatabaseName))) {
    return fail(FaultKind::usage, "client.not_enrolled", {folder});
  }
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder, kDatabaseName), false));
  MINSYNC_TRY(fit_schema(database, kSchema, kSchemaVersion));
  std::unique_ptr<ClientStore> store(new ClientStore(std::move(database), folder, forms));
  MINSYNC_TRY(store->fit_outbox());
  MINSYNC_ASSIGN(auto records, RecordTables::open(store->database_, forms, MatchIndex::kept));
  store->records_.emplace(std::move(records));
  store->know_merged();
  MINSYNC_TRY(store->load_enrolment());
  MINSYNC_TRY(store->settle_at(place));
  MINSYNC_TRY(store->open_forms());
  return store;
}

Result<std::unique_ptr<ClientStore>> ClientStore::open(const std::string& folder, const FormCatalogue& forms) {
  return open(folder, forms, place_of(path_in(folder, kDatabaseName)));
}

// Mostly nothing has changed, and then no other process is kept waiting.
Status ClientStore::open_forms() {
  MINSYNC_ASSIGN(const auto learned, learn_stored_forms(*this));
  forms_mark_ = learned.mark;
  MINSYNC_ASSIGN(const auto settled, setting(std::string(kFormsSetting)));
  if (settled == learned.mark) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  MINSYNC_TRY(settle_forms(*this));
  return transaction.commit();
}

Status ClientStore::refresh_forms() {
  MINSYNC_ASSIGN(const auto settled, setting(std::string(kFormsSetting)));
  return settled == forms_mark_ ? Status{} : settle_forms(*this);
}

Status ClientStore::catch_up() {
  MINSYNC_ASSIGN(const auto settled, setting(std::string(kFormsSetting)));
  if (settled == forms_mark_) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  MINSYNC_TRY(refresh_forms());
  return transaction.commit();
}

Status ClientStore::settle_at(const std::string& place) {
  MINSYNC_ASSIGN(const auto known, setting("place"));
  if (known == place) return {};
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database_));
  MINSYNC_ASSIGN(const auto last, setting("place"));  // another process may have been first
  if (last == place) return {};
  if (!last.empty()) MINSYNC_TRY(begin_incarnation());
  MINSYNC_TRY(set_setting("place", place));
  return transaction.commit();
}

Result<Incarnation> ClientStore::incarnation() {
  MINSYNC_ASSIGN(const auto number, setting("incarnation"));
  return Incarnation{number.empty() ? 1 : static_cast<std::uint32_t>(std::stoul(number))};
}

// By chance, since nobody is there to ask: the hub may be out of reach. The upper half of the numbers is the hub's.
Status ClientStore::begin_incarnation() {
  std::uint32_t number = 0;
  for (const auto byte : random_bytes<4>()) number = number << 8 | byte;
  number = std::max<std::uint32_t>(number & 0x7fff'ffff, 2);
  MINSYNC_TRY(set_setting("request_counter", "0"));
  MINSYNC_TRY(note_answered(0));
  return set_setting("incarnation", std::to_string(number));
}

Result<std::uint64_t> ClientStore::newest_answered() {
  MINSYNC_ASSIGN(const auto number, setting("answered_counter"));
  return number.empty() ? 0 : std::stoull(number);
}

Status ClientStore::note_answered(std::uint64_t counter) {
  return set_setting("answered_counter", std::to_string(counter));
}

Status ClientStore::load_enrolment() {
  MINSYNC_ASSIGN(const auto bytes, setting("enrolment"));
  if (bytes.empty()) return fail(FaultKind::usage, "client.not_enrolled", {folder_});
  MINSYNC_ASSIGN(enrolment_, decode_enrolment(bytes));
  return {};
}

Status ClientStore::set_enrolment(Enrolment enrolment) {
  // In another role the hub may merge otherwise what is on its way.
  if (enrolment.role != enrolment_.role) MINSYNC_TRY(write_out_made());
  enrolment_ = std::move(enrolment);
  return set_setting("enrolment", encode_enrolment(enrolment_));
}

Result<PrivateKey> ClientStore::device_key() const {
  return read_private_key(path_in(folder_, kKeyName));
}

bool ClientStore::in_scope(const Form& form) const {
  if (form.name == kDecisionForm) return false;
  return enrolment_.forms.empty() || form.name == kFormDefinition ||
         std::ranges::find(enrolment_.forms, form.name) != enrolment_.forms.end();
}

Result<std::string> ClientStore::setting(const std::string& key) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT value FROM setting WHERE key = ?", std::string_view(key)));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? std::string(row.blob(0)) : std::string();
}

Status ClientStore::set_setting(const std::string& key, const std::string& value) {
  return database_.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", std::string_view(key), Blob{value});
}

Result<SyncState> ClientStore::sync_state() {
  MINSYNC_ASSIGN(const auto bytes, setting("sync"));
  return decode_sync_state(bytes);
}

Status ClientStore::set_sync_state(const SyncState& state) {
  return set_setting("sync", encode_sync_state(state));
}

Status ClientStore::note_kept(const KeptRange& range) {
  const Sequence last{range.first.value + range.count - 1};
  MINSYNC_ASSIGN(const auto own, outbox_entry(last));
  // Another copy of this machine may have sent others under the same numbers.
  if (!own || own->edit.id.incarnation != range.incarnation || edit_digest(own->edit) != range.last) return {};
  MINSYNC_TRY(sent({range.incarnation, range.first, range.count, range.version}));
  // Merged later than they came, or in another history: what became of them is asked for once more.
  return database_.run(
      "UPDATE outbox SET state = ? WHERE state = ? AND version > 0 AND incarnation = ? AND"
      " sequence BETWEEN ? AND ? AND version - sequence = ?",
      static_cast<int>(OutboxState::done), static_cast<int>(OutboxState::pending), range.incarnation, range.first, last,
      range.version.value - range.first.value);
}

Status ClientStore::enter_epoch(std::uint16_t epoch, const std::vector<KeptRange>& kept) {
  MINSYNC_TRY(write_out_made());
  MINSYNC_TRY(database_.run("UPDATE outbox SET state = ? WHERE state IN (?, ?, ?, ?, ?)",
                            static_cast<int>(OutboxState::pending), static_cast<int>(OutboxState::unshown),
                            static_cast<int>(OutboxState::done), static_cast<int>(OutboxState::waiting),
                            static_cast<int>(OutboxState::quarantined), static_cast<int>(OutboxState::held)));
  // Others may stand on refused ones.
  MINSYNC_TRY(database_.run("UPDATE outbox SET send_again = 1 WHERE state IN (?, ?)",
                            static_cast<int>(OutboxState::refused), static_cast<int>(OutboxState::answered)));
  for (const auto& range : kept) MINSYNC_TRY(note_kept(range));
  MINSYNC_ASSIGN(auto sync, sync_state());
  sync.receipt_cursor = 0;
  MINSYNC_TRY(set_sync_state(sync));
  enrolment_.epoch = epoch;
  return set_setting("enrolment", encode_enrolment(enrolment_));
}

Result<std::uint64_t> ClientStore::next_counter(const std::string& key) {
  MINSYNC_ASSIGN(const auto last, setting(key));
  const auto next = last.empty() ? 1 : std::stoull(last) + 1;
  MINSYNC_TRY(set_setting(key, std::to_string(next)));
  return next;
}

Status ClientStore::put_outbox(const OutboxEntry& entry, bool urgent, bool as_made) {
  const auto& id = entry.edit.id;
  MINSYNC_TRY(database_.run("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, 0, NULL, ?, 0, ?)", id.sequence,
                            id.incarnation, entry.edit.record, entry.partition, urgent ? 1 : 0,
                            static_cast<int>(entry.state), entry.created_ms, as_made ? 1 : 0));
  MINSYNC_TRY(database_.run("INSERT INTO outbox_edit VALUES (?, ?)", id.sequence, Blob{encode_edit(entry.edit)}));
  if (acting_user_.empty()) return {};
  return database_.run("INSERT INTO entered_by VALUES (?, ?)", id.sequence, std::string_view(acting_user_));
}

Result<std::string> ClientStore::entered_by(Sequence sequence) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT name FROM entered_by WHERE sequence = ?", sequence));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? std::string(row.text(0)) : std::string();
}

Status ClientStore::set_outbox_state(Sequence sequence, OutboxState state, Version version, const Receipt* receipt) {
  if (receipt == nullptr) {
    return database_.run("UPDATE outbox SET state = ?, version = ?, as_made = 0 WHERE sequence = ?",
                         static_cast<int>(state), version, sequence);
  }
  return database_.run("UPDATE outbox SET state = ?, version = ?, receipt = ?, as_made = 0 WHERE sequence = ?",
                       static_cast<int>(state), version, Blob{encode_receipt(*receipt)}, sequence);
}

Status ClientStore::add_proof(const ReceiptRange& range) {
  return database_.run("INSERT OR REPLACE INTO proof VALUES (?, ?, ?, ?, ?, ?)", range.incarnation, range.first,
                       range.version, range.first.value + range.count - 1, range.stamp, range.tag);
}

Result<std::optional<ReceiptRange>> ClientStore::proof_of(const EditId& id) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT first, version, last, stamp, tag FROM proof WHERE incarnation = ? AND"
                                 " first <= ? AND last >= ? ORDER BY version DESC LIMIT 1",
                                 id.incarnation, id.sequence, id.sequence));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  const Sequence first{row.number(0)};
  return ReceiptRange{id.incarnation,       first,        row.number(2) - first.value + 1, Version{row.number(1)},
                      Stamp{row.number(3)}, row.number(4)};
}

Result<std::optional<OutboxEntry>> ClientStore::outbox_entry(Sequence sequence) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectOutbox) + " WHERE sequence = ?", sequence));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto entry, read_outbox(row));
  return entry;
}

Result<std::vector<OutboxEntry>> ClientStore::edits_of(RecordId record) {
  MINSYNC_ASSIGN(auto rows,
                 database_.query(std::string(kSelectOutbox) + " WHERE record = ? ORDER BY sequence", record));
  return read_outbox_rows(rows);
}

}  // namespace minsync
