// Whom this office's bundles are sealed for.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

// The county's computers as told at enrolment (SEC 1 points one after the other); used until records tell of them.
inline constexpr const char* kCountyKeysSetting = "county_keys";

// The hub, and the other computers of the county that this office is under, as far as they are known here.
Result<std::vector<PublicKey>> bundle_readers(ClientStore& store);

}  // namespace minsync
