#include "hub/audit/audit_log.h"

namespace minsync {
namespace {

constexpr std::size_t kLongestText = 1000;

// Cut between two characters.
void cut(std::string& text) {
  if (text.size() <= kLongestText) return;
  auto end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
}

}  // namespace

Status audit(HubStore& store, std::int64_t now_ms, AuditEvent event) {
  cut(event.actor);
  cut(event.object);
  for (auto& detail : event.details) cut(detail);
  MINSYNC_ASSIGN(const auto head, audit_head(store));
  AuditEntry entry{head.number + 1, now_ms, std::move(event), {}};
  entry.hash = audit_hash(head.hash, entry);
  return store.append_audit(entry);
}

Result<AuditHead> audit_head(HubStore& store) {
  MINSYNC_ASSIGN(const auto last, store.last_audit());
  return last ? AuditHead{last->number, last->hash} : AuditHead{};
}

Result<AuditCheck> check_audit(HubStore& store) {
  AuditCheck check;
  MINSYNC_TRY(store.each_audit(0, [&](const AuditEntry& entry) -> Result<bool> {
    const std::uint64_t expected = check.head.number + 1;
    if (entry.number != expected || audit_hash(check.head.hash, entry) != entry.hash) {
      check.first_bad = expected;
      return false;
    }
    check.head = {entry.number, entry.hash};
    return true;
  }));
  return check;
}

}  // namespace minsync
