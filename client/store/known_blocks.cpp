#include "client/store/known_blocks.h"

#include <algorithm>
#include <map>

#include "client/store/eviction.h"
#include "shared/crypto/state_digest.h"

namespace minsync {
namespace {

struct Known {
  const Form* form;
  RecordState state;
};

// By version: the order in which the hub tells them.
Result<std::map<Version, Known>> records_above(ClientStore& store, const Cursor& cursor) {
  std::map<Version, Known> records;
  for (const auto& form : store.forms().forms()) {
    MINSYNC_TRY(store.records().scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
      if (!is_of(record, cursor.partition) || record.state.version <= cursor.version) return true;
      // The removals of a record that lives are loaded with it alone.
      MINSYNC_ASSIGN(auto whole, store.records().load(*form, record.state.id));
      records.emplace(whole->state.version, Known{&*form, std::move(whole->state)});
      return true;
    }));
  }
  return records;
}

}  // namespace

Result<std::vector<OwnBlocks>> own_blocks(ClientStore& store, const std::vector<Cursor>& cursors) {
  std::vector<OwnBlocks> all;
  for (const auto& cursor : cursors) {
    if (!is_told_anew(cursor.whole)) continue;
    MINSYNC_ASSIGN(const auto records, records_above(store, cursor));
    OwnBlocks own{cursor.partition, {}};
    StateDigest digest;
    OwnBlock block;
    for (const auto& [version, known] : records) {
      digest.add(known.form->name, known.state);
      block.records.push_back(known.state.id);
      block.known.end = version;
      const bool last = version == records.rbegin()->first;
      if (block.records.size() < kBlockRecords && !last) continue;
      block.known.digest = std::exchange(digest, {}).value();
      own.blocks.push_back(std::exchange(block, {}));
      if (own.blocks.size() == kMaxKnownBlocks) break;
    }
    if (!own.blocks.empty()) all.push_back(std::move(own));
  }
  return all;
}

Status ask_anew(ClientStore& store) {
  MINSYNC_ASSIGN(auto sync, store.sync_state());
  for (auto& cursor : sync.cursors) cursor = {cursor.partition, kToldAnew, kToldAnew, {}};
  MINSYNC_TRY(store.database().run("DELETE FROM told_anew"));
  sync.complete = false;
  return store.set_sync_state(sync);
}

}  // namespace minsync
