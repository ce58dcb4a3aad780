// Edits that the hub itself makes (decisions on conflicts, imported targets): the same way in as everybody's, signed
// by the hub's own key under its own device id.
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

struct HubIdentity {
  Device device;  // role city, the city's unit
  PrivateKey key;
  std::uint16_t epoch = 1;
};

// Reads who this hub is from its folder and store.
Result<HubIdentity> load_identity(const std::string& folder, HubStore& store);

// A new record of the city's own with these values; groups of nothing but Null are left out.
Edit creation_of(const Form& form, const FieldValues& values, const HubIdentity& hub, std::int64_t now_ms);

// A new value of one field, with its record seen as it stands.
Edit change_of(const Form& form, const StoredRecord& record, std::string_view field, FieldValue value);

// Numbers, stamps, signs and ingests these edits in one partition; inside the caller's write transaction. A refusal is
// a fault with its reason.
Status ingest_own(HubStore& store, const IngestContext& context, const HubIdentity& hub, PartitionId partition,
                  std::vector<Edit> edits);

// The bytes followed by their signature (64 bytes, r || s).
std::string sign_message(const PrivateKey& key, std::string bytes);

}  // namespace minsync
