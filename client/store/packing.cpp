#include "client/store/packing.h"

#include "client/store/outbox_rows.h"
#include "shared/crypto/edit_digest.h"

namespace minsync {

Result<std::optional<PackedEdits>> pack_after(ClientStore& store, const SendGroup& group, Sequence after,
                                              std::size_t limit, int compression_level) {
  MINSYNC_ASSIGN(auto rows,
                 store.database().query("SELECT edit, state, version" + std::string(kFromOutbox) +
                                            std::string(kOfSendGroup) + " ORDER BY sequence LIMIT ?",
                                        group.urgent ? 1 : 0, group.partition, group.incarnation, after, limit));
  BatchPacker packer(store.enrolment().device, group.incarnation, group.partition);
  PackedEdits packed;
  auto& edits = packed.edits;
  edits.group = group;
  std::string newest;
  for (;; ++edits.count) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) break;
    newest.assign(rows.blob(0));
    MINSYNC_ASSIGN(edits.last, packer.add(newest));
    if (edits.count == 0) edits.first = edits.last;
    const bool was_refused = static_cast<OutboxState>(rows.integer(1)) != OutboxState::pending;
    const Version version{rows.number(2)};
    if (was_refused || version.value != 0) packed.known.push_back({edits.last, version, was_refused});
  }
  if (edits.count == 0) return std::nullopt;
  MINSYNC_ASSIGN(const auto last, decode_edit(newest));
  edits.last_digest = edit_digest(last);
  packed.batch = packer.finish(compression_level);
  return packed;
}

}  // namespace minsync
