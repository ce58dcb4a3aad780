// POST /v1/enrol: a one-time code becomes a device.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

struct EnrolRequest {
  std::string secret;      // 10 bytes, from the code
  std::string public_key;  // SEC 1 point
  std::string name;        // of the machine, for the administrator's list
};

// From JSON; the request is signed by the key that it brings, so nobody enrols a key that they do not hold.
Result<EnrolRequest> read_enrol_request(const std::string& body);

// Inside the write transaction. A code that is unknown, expired or used by another key fails with not_allowed; the same
// key again (its answer was lost) gets its device again.
Result<Device> enrol_device(HubStore& store, const EnrolRequest& request, std::int64_t now_ms);

Result<std::string> write_enrol_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                       const Device& device);

// Makes a code that is bound to unit, role and forms. `address` is what clients are to connect to, `host:port`;
// `fingerprint` that of the hub's TLS key.
Result<std::string> make_enrol_code(HubStore& store, UnitId unit, Role role, std::vector<std::string> forms,
                                    std::int64_t expires_ms, const std::string& address, const Digest& fingerprint);

}  // namespace minsync
