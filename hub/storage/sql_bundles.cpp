// What devices told, and what is kept in quarantine.
#include "hub/storage/sql_hub_store.h"
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

std::string encode_args(const std::vector<std::string>& args) {
  ByteWriter out;
  for (const auto& arg : args) out.text(arg);
  return out.take();
}

std::vector<std::string> decode_args(std::string_view bytes) {
  std::vector<std::string> args;
  for (ByteReader in(bytes); in.ok() && in.left() > 0;) args.emplace_back(in.text(bytes.size()));
  return args;
}

Result<std::optional<ToldRow>> read_told(Statement& row) {
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return ToldRow{Incarnation{static_cast<std::uint32_t>(row.number(0))}, row.number(1), std::string(row.blob(2))};
}

}  // namespace

Status SqlHubStore::put_told(DeviceId device, const ToldRow& told) {
  return database_.run(
      "INSERT OR REPLACE INTO told SELECT ?, ?, 1 + coalesce((SELECT max(number) FROM told WHERE device = ?), 0), ?, ?",
      device, told.incarnation, device, told.counter, Blob{told.state});
}

Result<std::optional<ToldRow>> SqlHubStore::told(DeviceId device, Incarnation incarnation) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT incarnation, counter, state FROM told WHERE device = ? AND incarnation = ?",
                                 device, incarnation));
  return read_told(row);
}

Result<std::optional<ToldRow>> SqlHubStore::latest_told(DeviceId device) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT incarnation, counter, state FROM told WHERE device = ? ORDER BY number DESC"
                                 " LIMIT 1",
                                 device));
  return read_told(row);
}

Status SqlHubStore::put_quarantined(const Quarantined& quarantined) {
  return database_.run(
      "INSERT OR IGNORE INTO quarantined VALUES ((SELECT coalesce(max(number), 0) + 1 FROM quarantined), ?, ?, ?, ?, "
      "?, ?, ?)",
      quarantined.device, quarantined.digest, quarantined.partition, quarantined.at_ms,
      std::string_view(quarantined.reason), Blob{database_.seal(encode_args(quarantined.args), "quarantined")},
      Blob{database_.seal(quarantined.batch, "quarantined")});
}

constexpr std::string_view kSelectQuarantined =
    "SELECT number, device, digest, partition, at_ms, reason, args, batch FROM quarantined";

static Result<Quarantined> read_quarantined(Database& database, const Statement& row) {
  Quarantined one;
  one.number = row.number(0);
  one.device = DeviceId{row.uuid(1)};
  one.digest.value = row.number(2);
  one.partition = PartitionId{static_cast<std::uint32_t>(row.number(3))};
  one.at_ms = row.integer(4);
  one.reason = row.text(5);
  MINSYNC_ASSIGN(const auto args, database.unseal(row.blob(6), "quarantined"));
  one.args = decode_args(args);
  MINSYNC_ASSIGN(one.batch, database.unseal(row.blob(7), "quarantined"));
  return one;
}

Result<std::vector<Quarantined>> SqlHubStore::quarantined() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectQuarantined) + " ORDER BY number"));
  std::vector<Quarantined> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto one, read_quarantined(database_, row));
    all.push_back(std::move(one));
  }
}

Result<std::optional<Quarantined>> SqlHubStore::find_quarantined(std::uint64_t number) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectQuarantined) + " WHERE number = ?", number));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto one, read_quarantined(database_, row));
  return one;
}

Result<QuarantineSize> SqlHubStore::quarantine_size(std::optional<DeviceId> device) {
  constexpr std::string_view kSum = "SELECT count(*), coalesce(sum(length(batch)), 0) FROM quarantined";
  MINSYNC_ASSIGN(auto row,
                 device ? database_.query(std::string(kSum) + " WHERE device = ?", *device) : database_.prepare(kSum));
  MINSYNC_TRY(row.step());
  const auto overhead = database_.dialect().sealed ? kSealedOverhead : 0;
  return QuarantineSize{row.number(0), row.number(1) - overhead * row.number(0)};
}

Status SqlHubStore::drop_quarantined(std::uint64_t number) {
  return database_.run("DELETE FROM quarantined WHERE number = ?", number);
}

}  // namespace minsync
