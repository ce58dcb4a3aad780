// Bundles signed, sealed for their readers, opened and checked. Faults: bad_input where the bytes are no bundle,
// integrity "codec.bundle_altered" and those of cms.h where they were damaged or altered since.
#pragma once

#include <span>

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/bundle.h"

namespace minsync {

// The file of a stick: what follows here (`MSU1`, `MSD1`), signed and then enveloped (cms.h).
std::string seal_bundle(const PrivateKey& author, std::span<const PublicKey> readers, std::string_view content,
                        std::uint64_t now_ms);

struct UnsealedBundle {
  MessageKind kind = MessageKind::unknown;  // bundle_up or bundle_down
  std::string content;
  std::string author;  // the point of the key that signed all of it
};
// Faults: bad_input "codec.not_a_bundle", not_allowed "codec.cms_other_reader" besides.
Result<UnsealedBundle> unseal_bundle(const PrivateKey& reader, std::string_view file);

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
  std::string signed_head;  // as it stands there, signature included
  std::vector<std::string> parts;
};
Result<OpenBundle> open_bundle(std::string_view content);
// The same, where who signed the whole file must be the device in the head.
Result<OpenBundle> open_bundle(const UnsealedBundle& bundle);
// One part with the signed head, as a relay sends it.
Result<OpenBundle> open_relayed(std::string_view signed_head, std::size_t number, std::string_view part);

Result<DownBundle> open_down_bundle(std::string_view content, const PublicKey& hub_key);
Result<DownBundle> open_down_bundle(const UnsealedBundle& bundle, const PublicKey& hub_key);

}  // namespace minsync
