// Bundles up: from a stick, or part by part through the county's client. They are known by their edits, so they may
// come late, again and in any order. PROTOCOL.md, "Bundles".
#pragma once

#include "hub/api/signed_batch.h"
#include "shared/crypto/sealed_bundle.h"

namespace minsync {

// Whose bundle it is. Faults: not_allowed (a device that is unknown, revoked, or has another key; is_ended_key says
// whether its edits are to be kept, late_edits.h).
Result<Device> author_of(HubStore& store, const BundleHead& head);

// One of its parts, inside the write transaction; the bundle is open, so the part is as its author made it.
Result<TakenBatch> take_bundle_part(HubStore& store, const IngestContext& context, const Device& author,
                                    const BundleHead& head, std::string_view part);

// What a county's device brings for one of its townships. Why a part is not taken stands in the answer; faults are the
// store's.
Result<RelayedAnswer> take_relayed(HubStore& store, const IngestContext& context, const Device& relay,
                                   const std::string& bytes);

}  // namespace minsync
