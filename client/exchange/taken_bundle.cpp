#include "client/exchange/taken_bundle.h"

#include "client/store/bundle_shelf.h"
#include "shared/crypto/cms.h"

namespace minsync {
namespace {

// For the hub, through this county's next syncs.
Result<TakenBundle> shelve_up(ClientStore& store, const UnsealedBundle& file, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(const auto bundle, open_bundle(file));
  TakenBundle taken;
  taken.device = bundle.head.asking.device;
  taken.parts = bundle.parts.size();
  if (taken.device == store.enrolment().device) return fail(FaultKind::bad_input, "client.bundle_own");
  if (store.enrolment().role != Role::county) return fail(FaultKind::not_allowed, "client.bundle_not_county");
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(taken.fresh, shelve(store, bundle, static_cast<std::int64_t>(now_ms)));
  MINSYNC_TRY(transaction.commit());
  return taken;
}

}  // namespace

Result<TakenBundle> take_bundle(ClientStore& store, std::string_view file, const std::string& name,
                                std::uint64_t now_ms) {
  if (!is_cms_envelope(file)) return fail(FaultKind::bad_input, "client.not_a_bundle", {name});
  MINSYNC_ASSIGN(const auto key, store.device_key());
  MINSYNC_ASSIGN(const auto bundle, unseal_bundle(key, file));
  if (bundle.kind != MessageKind::bundle_down) return shelve_up(store, bundle, now_ms);
  TakenBundle taken;
  taken.down = true;
  MINSYNC_ASSIGN(taken.stored, store_bundle(store, bundle, now_ms));
  return taken;
}

}  // namespace minsync
