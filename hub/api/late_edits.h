// Late edits (迟到的变更): what comes signed by a key that counts no more, of a computer that was revoked or whose key
// was changed. They may be an office's real work, or a thief's: so they are kept as they came, within bounds, merged by
// nobody but an administrator's word, and answered with nothing. hub/DESIGN.md, "Late edits".
#pragma once

#include "hub/api/signed_batch.h"
#include "shared/crypto/sealed_bundle.h"

namespace minsync {

// What is kept at most of one device, and of all.
inline constexpr std::uint64_t kMostLateBatches = 1000, kMostLateBytes = std::uint64_t{16} << 20,
                               kMostLateBytesOfAll = std::uint64_t{256} << 20;
inline constexpr const char* kLateFull = "hub.late_full";

struct LateEdits {
  DeviceId device;
  std::string reason;  // kDeviceRevoked or kKeyReplaced
  SignedBatch batch;
  std::string bytes;
};
bool is_late(const Quarantined& quarantined);

// The batches in a request of /v1/sync that was refused for `reason`. Faults: a signature is not by a key of the
// device.
Result<std::vector<LateEdits>> late_edits_in(HubStore& store, const std::string& body, const std::string& reason);
// The same of one part of a bundle, whose head was verified.
Result<std::optional<LateEdits>> late_edits_in(HubStore& store, const BundleHead& head, std::string_view part,
                                               const std::string& reason);

// A batch of the device by whichever of its keys it is signed. Faults as read_signed_batch.
Result<SignedBatch> read_by_any_key(HubStore& store, const std::string& bytes, const Device& device);

// Inside the write transaction, audited. A batch is kept once. False: each of its edits had come in time. Fault:
// kLateFull.
Result<bool> keep_late(HubStore& store, const LateEdits& late, std::int64_t now_ms);

// Merged, with its author's rights and under the numbers it came with; inside the write transaction. An edit that came
// by another way as well counts once. Fault: this program cannot read it.
Result<IngestReport> take_late(HubStore& store, const IngestContext& context, const Quarantined& quarantined);

}  // namespace minsync
