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

// As many of these edits as make a part; what does not fit is left in `entries`.
Result<BundlePart> pack_some(ClientStore& store, const PrivateKey& key, std::vector<OutboxEntry>& entries) {
  for (auto count = entries.size();; count = std::max<std::size_t>(count / 2, 1)) {
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(count);
    MINSYNC_ASSIGN(auto part, pack(store, key, {entries.begin(), end}));
    if (part.batch.size() > kPartBytes && count > 1) continue;
    entries.erase(entries.begin(), end);
    return part;
  }
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
    return {};
  }
  BundleWriter& writer() { return writer_; }
  std::uint64_t edits() const { return edits_; }
  std::uint64_t left() const { return left_; }

 private:
  bool full() const { return writer_.parts() == kMaxBundleParts || writer_.bytes() > kMaxBundleBytes / 2; }

  Status add(const SendGroup& group) {
    for (Sequence after{};;) {
      MINSYNC_ASSIGN(auto entries, store_.to_send(group, after, edits_in_part_));
      if (entries.empty()) return {};
      after = entries.back().edit.id.sequence;
      while (!entries.empty()) {
        if (full()) {
          left_ += entries.size();
          break;
        }
        const auto before = entries.size();
        MINSYNC_ASSIGN(const auto part, pack_some(store_, key_, entries));
        edits_ += before - entries.size();
        writer_.add(part);
      }
    }
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
