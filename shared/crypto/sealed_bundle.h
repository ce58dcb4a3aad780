// Bundles signed and checked. Faults: bad_input where the bytes are no bundle, integrity "codec.bundle_altered" where
// they were damaged or altered since they were signed.
#pragma once

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/bundle.h"

namespace minsync {

// Puts a bundle up together, part by part.
class BundleWriter {
 public:
  void add(const BundlePart& part);
  std::size_t bytes() const { return bytes_; }
  std::size_t parts() const { return parts_.size(); }
  std::string finish(const PrivateKey& key, const SyncRequest& asking, BundleMark mark);

 private:
  BundleHead head_;
  std::vector<std::string> parts_;
  std::size_t bytes_ = 0;
};

// A bundle up whose parts are those of its head, and whose head was signed with the key in it. Whose key that is only
// the hub knows.
struct OpenBundle {
  BundleHead head;
  std::string signed_head;  // as it stands in the file, signature included
  std::vector<std::string> parts;
};
Result<OpenBundle> open_bundle(std::string_view file);
// One part with the signed head, as a relay sends it.
Result<OpenBundle> open_relayed(std::string_view signed_head, std::size_t number, std::string_view part);

Result<DownBundle> open_down_bundle(std::string_view file, const PublicKey& hub_key);

}  // namespace minsync
