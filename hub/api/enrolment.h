// POST /v1/enrol: a one-time code becomes a device.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

struct EnrolRequest {
  std::string secret;      // 10 bytes, from the code
  std::string public_key;  // SEC 1 point
  std::string name;        // of the machine, for the administrator's list
  // Of a folder that was enrolled before and keeps its records and what it has not sent: who it was (nil: a new one),
  // and that device's signature over secret and new point, if it has its key still.
  DeviceId former{};
  std::string former_signature{};
};

// From JSON; the request is signed by the key that it brings, so nobody enrols a key that they do not hold.
Result<EnrolRequest> read_enrol_request(const std::string& body);

struct NewEnrolment {
  Device device;
  bool again = false;  // a device that was here before, with a new key
};

// Inside the write transaction. A code that is unknown, expired or used by another key fails with not_allowed; the same
// key again (its answer was lost) gets its device again. A former device stays who it was, so what it had sent counts
// once: it must be of the code's unit and role, and revoked unless its key vouches for the new one. One that this hub
// does not know (it went back) is taken in under its own id.
Result<NewEnrolment> enrol_device(HubStore& store, const EnrolRequest& request, std::int64_t now_ms);

Result<std::string> write_enrol_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                       const Device& device);

// Makes a code that is bound to unit, role and forms. `address` is what clients are to connect to, `host:port`;
// `fingerprint` that of the hub's TLS key.
Result<std::string> make_enrol_code(HubStore& store, UnitId unit, Role role, std::vector<std::string> forms,
                                    std::int64_t expires_ms, const std::string& address, const Digest& fingerprint);

}  // namespace minsync
