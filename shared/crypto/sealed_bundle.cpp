#include "shared/crypto/sealed_bundle.h"

#include <utility>

namespace minsync {
namespace {

tl::unexpected<Fault> altered() {
  return fail(FaultKind::integrity, "codec.bundle_altered");
}

Result<ReadHead> open_head(std::string_view bytes) {
  MINSYNC_ASSIGN(auto read, decode_bundle_head(bytes));
  if (bytes.size() < read.signed_bytes + kSignatureSize) return altered();
  auto key = PublicKey::from_point(read.head.public_key);
  const bool right =
      key && key->verify(bytes.substr(0, read.signed_bytes), bytes.substr(read.signed_bytes, kSignatureSize));
  if (!right) return altered();
  return read;
}

}  // namespace

void BundleWriter::add(const BundlePart& part) {
  auto bytes = encode_bundle_part(part);
  head_.parts.push_back({bytes.size(), sha256(bytes)});
  bytes_ += bytes.size();
  parts_.push_back(std::move(bytes));
}

std::string BundleWriter::finish(const PrivateKey& key, const SyncRequest& asking, BundleMark mark) {
  head_.asking = asking;
  head_.mark = mark;
  head_.public_key = key.public_key().point();
  auto file = encode_bundle_head(head_);
  file += key.sign(file);
  file.reserve(file.size() + bytes_);
  for (const auto& part : std::exchange(parts_, {})) file += part;
  return file;
}

Result<OpenBundle> open_bundle(std::string_view file) {
  MINSYNC_ASSIGN(auto read, open_head(file));
  OpenBundle bundle{std::move(read.head), std::string(file.substr(0, read.signed_bytes + kSignatureSize)), {}};
  auto rest = file.substr(bundle.signed_head.size());
  for (const auto& part : bundle.head.parts) {
    if (part.length > rest.size()) return altered();
    const auto bytes = rest.substr(0, part.length);
    if (sha256(bytes) != part.hash) return altered();
    bundle.parts.emplace_back(bytes);
    rest.remove_prefix(part.length);
  }
  if (!rest.empty()) return altered();
  return bundle;
}

Result<OpenBundle> open_relayed(std::string_view signed_head, std::size_t number, std::string_view part) {
  MINSYNC_ASSIGN(auto read, open_head(signed_head));
  const bool whole = signed_head.size() == read.signed_bytes + kSignatureSize;
  const auto& parts = read.head.parts;
  if (!whole || number >= parts.size() || sha256(part) != parts[number].hash) return altered();
  return OpenBundle{std::move(read.head), std::string(signed_head), {std::string(part)}};
}

Result<DownBundle> open_down_bundle(std::string_view file, const PublicKey& hub_key) {
  if (file.size() < kSignatureSize) return fail(FaultKind::bad_input, "codec.malformed", {"bundle", "length"});
  const auto message = file.substr(0, file.size() - kSignatureSize);
  MINSYNC_ASSIGN(auto bundle, decode_down_bundle(message));
  if (!hub_key.verify(message, file.substr(message.size()))) return altered();
  return bundle;
}

}  // namespace minsync
