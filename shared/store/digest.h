// One hash over everything in scope: replicas are equal when their digests are and nothing waits to be sent.
#pragma once

#include <functional>

#include "shared/crypto/crypto.h"
#include "shared/store/record_tables.h"

namespace minsync {

// SHA-256 over every record that is not deleted, forms by name, records by id: form name, id, org unit, then for each
// field that was ever written its number, canonical value and its group's version. The hub's own records of keys
// (bundle_keys.h) are left out. `in_scope` chooses by form and org
// unit. Call it inside a read snapshot.
Result<Digest> digest_of(RecordTables& records, const FormCatalogue& forms,
                         const std::function<bool(const Form&, UnitId)>& in_scope);

}  // namespace minsync
