#include "client/store/bundle_readers.h"

#include "shared/store/bundle_keys.h"

namespace minsync {
namespace {

constexpr std::size_t kMostReaders = 32;

Status add(std::vector<PublicKey>& readers, std::string_view point) {
  if (readers.size() >= kMostReaders) return {};
  MINSYNC_ASSIGN(auto key, PublicKey::from_point(point));
  readers.push_back(std::move(key));
  return {};
}

}  // namespace

Result<std::vector<PublicKey>> bundle_readers(ClientStore& store) {
  const auto& enrolment = store.enrolment();
  std::vector<PublicKey> readers;
  MINSYNC_TRY(add(readers, enrolment.hub_key));
  MINSYNC_ASSIGN(const auto* divisions, store.records().divisions());
  MINSYNC_ASSIGN(const auto keys, read_bundle_keys(store.records(), store.forms()));
  bool told = false;
  for (const auto& key : keys) {
    if (!divisions->is_within(enrolment.unit, key.unit)) continue;
    told = true;
    if (!key.ended_on && key.device != enrolment.device) MINSYNC_TRY(add(readers, key.point));
  }
  if (told) return readers;
  MINSYNC_ASSIGN(const auto at_enrolment, store.setting(kCountyKeysSetting));
  for (std::size_t at = 0; at + kPublicKeySize <= at_enrolment.size(); at += kPublicKeySize) {
    MINSYNC_TRY(add(readers, std::string_view(at_enrolment).substr(at, kPublicKeySize)));
  }
  return readers;
}

}  // namespace minsync
