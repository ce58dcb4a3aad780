// Bundles as bytes: PROTOCOL.md, "Bytes", "Bundle". Decoders accept any bytes and check every bound, as codec.h says;
// signatures and hashes are their callers' (shared/crypto/sealed_bundle.h).
#pragma once

#include "sync_protocol/bundle.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

// The head with its letters and its length, to be signed; the signature and the parts follow it in the file.
std::string encode_bundle_head(const BundleHead& head);
// Of a file, or of as much of it as somebody has: the head, and how many bytes of it are signed.
struct ReadHead {
  BundleHead head;
  std::size_t signed_bytes = 0;
};
Result<ReadHead> decode_bundle_head(std::string_view bytes);

std::string encode_bundle_part(const BundlePart& part);
Result<BundlePart> decode_bundle_part(std::string_view bytes);

std::string encode_relayed_part(const RelayedPart& part);
Result<RelayedPart> decode_relayed_part(std::string_view bytes);
std::string encode_relayed_answer(const RelayedAnswer& answer);
Result<RelayedAnswer> decode_relayed_answer(std::string_view bytes);

// Without its signature.
std::string encode_down_bundle(const DownBundle& bundle);
Result<DownBundle> decode_down_bundle(std::string_view bytes);

}  // namespace minsync
