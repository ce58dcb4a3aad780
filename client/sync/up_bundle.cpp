#include "client/sync/up_bundle.h"

#include <algorithm>

#include "client/store/bundle_readers.h"
#include "client/store/bundle_shelf.h"
#include "client/store/hub_answer.h"
#include "client/sync/asking.h"

namespace minsync {
namespace {

// A part is what a relay sends at once over its line.
constexpr std::size_t kEditsInPart = 2000, kPartBytes = 512 * 1024;
constexpr std::size_t kAnswerBytes = 4u << 20;  // of one answer in a bundle down

// As many of the group's edits behind `after` as make a part; nothing where there are none.
Result<std::optional<PackedEdits>> pack_some(ClientStore& store, const SendGroup& group, Sequence after,
                                             std::size_t most) {
  MINSYNC_ASSIGN(auto packed, pack_after(store, group, after, most));
  while (packed && packed->batch.size() > kPartBytes && packed->edits.count > 1) {
    MINSYNC_ASSIGN(packed, pack_after(store, group, after, packed->edits.count / 2));
  }
  return packed;
}

Result<BundleMark> new_mark(ClientStore& store, std::uint64_t now_ms) {
  BundleMark mark;
  for (const auto byte : random_bytes<8>()) mark.value = mark.value << 8 | byte;
  mark.value = std::max<std::uint64_t>(mark.value, 1);
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_TRY(note_bundle(store, mark, static_cast<std::int64_t>(now_ms)));
  MINSYNC_TRY(transaction.commit());
  return mark;
}

class Packing {
 public:
  Packing(ClientStore& store, const PrivateKey& key, std::size_t edits_in_part)
      : store_(store), key_(key), edits_in_part_(edits_in_part) {}

  Status add_all() {
    MINSYNC_ASSIGN(const auto groups, store_.groups_to_send());
    for (const auto& group : groups) MINSYNC_TRY(add(group));
    // It tells also without edits from where on an answer is wanted, and a relay passes parts on.
    if (groups.empty()) writer_.add({});
    MINSYNC_ASSIGN(const auto all, store_.count_unsent());
    left_ = static_cast<std::uint64_t>(all) - edits_;
    return {};
  }
  BundleWriter& writer() { return writer_; }
  std::uint64_t edits() const { return edits_; }
  std::uint64_t left() const { return left_; }

 private:
  bool full() const { return writer_.parts() == kMaxBundleParts || writer_.bytes() > kMaxBundleBytes / 2; }

  Status add(const SendGroup& group) {
    for (Sequence after{}; !full();) {
      MINSYNC_ASSIGN(auto packed, pack_some(store_, group, after, edits_in_part_));
      if (!packed) return {};
      after = packed->edits.last.sequence;
      edits_ += packed->edits.count;
      MINSYNC_ASSIGN(const auto part, signed_part(store_, key_, std::move(*packed)));
      writer_.add(part);
    }
    return {};
  }

  ClientStore& store_;
  const PrivateKey& key_;
  std::size_t edits_in_part_;
  BundleWriter writer_;
  std::uint64_t edits_ = 0, left_ = 0;
};

}  // namespace

Result<MadeBundle> make_bundle(ClientStore& store, const PrivateKey& key, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto mark, new_mark(store, now_ms));
  MINSYNC_ASSIGN(auto asking, next_request(store, now_ms, kAnswerBytes));
  asking.audit_seen.reset();  // what comes back is of another day
  asking.answered.reset();
  // The hub could not read several edits together: one by one, the others get through.
  MINSYNC_ASSIGN(const auto single, store.setting(kSingleEdits));
  std::vector<PublicKey> readers;
  Packing packing(store, key, single.empty() ? kEditsInPart : 1);
  {
    MINSYNC_ASSIGN(auto snapshot, Transaction::begin_read(store.database()));
    MINSYNC_ASSIGN(readers, bundle_readers(store));
    MINSYNC_TRY(packing.add_all());
  }
  const auto content = packing.writer().finish(key, asking, mark);
  return MadeBundle{seal_bundle(key, readers, content, now_ms), packing.edits(), packing.left()};
}

}  // namespace minsync
