// Whether what was published is still what was published.
#include <map>

#include "hub/publication/publications.h"

namespace minsync {
namespace {

// The hash that the audit log has of each number.
Result<std::map<std::string, std::string>> hashes_in_log(HubStore& store) {
  std::map<std::string, std::string> hashes;
  MINSYNC_TRY(store.each_audit(0, [&](const AuditEntry& entry) -> Result<bool> {
    if (entry.event.action != AuditAction::results_published) return true;
    for (const auto& detail : entry.event.details) {
      if (detail.starts_with("sha256=")) hashes[entry.event.object] = detail.substr(7);
    }
    return true;
  }));
  return hashes;
}

bool leads_on(const Publication& publication, const std::optional<Publication>& before) {
  const auto& said = publication.document.at("before");
  if (!before) return publication.number.number == 1 && said.is_null();
  return publication.number.number == before->number.number + 1 && said.is_object() &&
         said.value("sha256", "") == hex(before->hash);
}

}  // namespace

Result<std::size_t> check_publications(HubStore& store) {
  MINSYNC_ASSIGN(auto hashes, hashes_in_log(store));
  MINSYNC_ASSIGN(auto all, all_publications(store, 0));
  const auto count = all.size();
  std::optional<Publication> before;
  for (auto& one : all) {
    if (before && before->number.year != one.number.year) before.reset();
    const auto name = number_text(one.number);
    const auto logged = hashes.find(name);
    const bool sound = leads_on(one, before) && logged != hashes.end() && logged->second == hex(one.hash);
    if (!sound) return fail(FaultKind::integrity, "publication.altered", {name});
    hashes.erase(logged);
    before = std::move(one);
  }
  if (!hashes.empty()) return fail(FaultKind::integrity, "publication.altered", {hashes.begin()->first});
  return count;
}

}  // namespace minsync
