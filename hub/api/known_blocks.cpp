#include "hub/api/known_blocks.h"

#include "shared/crypto/state_digest.h"

namespace minsync {

Result<bool> is_same(HubStore& store, const FormCatalogue& forms, const KnownBlock& block, Version after,
                     const ReadFeed& read) {
  MINSYNC_ASSIGN(const auto entries, read(after, block.end));
  if (!entries) return false;
  StateDigest digest;
  for (const auto& entry : *entries) {
    const Form* form = forms.find(entry.form);
    MINSYNC_ASSERT(form != nullptr);
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, entry.record));
    MINSYNC_ASSERT(record.has_value());
    digest.add(entry.form, record->state);
  }
  return digest.value() == block.digest;
}

}  // namespace minsync
