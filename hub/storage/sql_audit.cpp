#include "hub/storage/sql_hub_store.h"
#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

std::string pack(const std::vector<std::string>& details) {
  ByteWriter out;
  out.number(details.size());
  for (const auto& detail : details) out.text(detail);
  return out.take();
}

// What was altered behind the hub's back may be anything: nothing is believed but what is whole.
std::vector<std::string> unpack(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<std::string> details(in.bounded(in.left()));
  for (auto& detail : details) detail = in.text(in.left());
  return in.done() ? details : std::vector<std::string>{};
}

AuditEntry read_entry(const Statement& row) {
  AuditEntry entry;
  entry.number = row.number(0);
  entry.at_ms = row.integer(1);
  entry.event = {static_cast<AuditAction>(row.number(2)), std::string(row.text(3)), std::string(row.text(4)),
                 unpack(row.blob(5))};
  const auto hash = row.blob(6);
  for (std::size_t i = 0; i < entry.hash.size() && i < hash.size(); ++i) {
    entry.hash[i] = static_cast<std::uint8_t>(hash[i]);
  }
  return entry;
}

constexpr std::string_view kSelect = "SELECT number, at_ms, action, actor, object, details, hash FROM audit ";

}  // namespace

Status SqlHubStore::append_audit(const AuditEntry& entry) {
  const std::string details = pack(entry.event.details);
  const std::string_view hash(reinterpret_cast<const char*>(entry.hash.data()), entry.hash.size());
  return database_.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", entry.number, entry.at_ms,
                       static_cast<int>(entry.event.action), std::string_view(entry.event.actor),
                       std::string_view(entry.event.object), Blob{details}, Blob{hash});
}

Result<std::optional<AuditEntry>> SqlHubStore::last_audit() {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelect) + "ORDER BY number DESC LIMIT 1"));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_entry(row);
}

Result<std::optional<AuditEntry>> SqlHubStore::audit_entry(std::uint64_t number) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelect) + "WHERE number = ?", number));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_entry(row);
}

Status SqlHubStore::each_audit(std::uint64_t after, const std::function<Result<bool>(const AuditEntry&)>& visit) {
  MINSYNC_ASSIGN(auto rows, database_.query(std::string(kSelect) + "WHERE number > ? ORDER BY number", after));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return {};
    MINSYNC_ASSIGN(const bool more, visit(read_entry(rows)));
    if (!more) return {};
  }
}

}  // namespace minsync
