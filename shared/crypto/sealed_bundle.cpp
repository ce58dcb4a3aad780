#include "shared/crypto/sealed_bundle.h"

#include <utility>

#include "shared/crypto/cms.h"

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

std::string seal_bundle(const PrivateKey& author, std::span<const PublicKey> readers, std::string_view content,
                        std::uint64_t now_ms) {
  return cms_envelope(readers, cms_sign(author, content, now_ms));
}

Result<UnsealedBundle> unseal_bundle(const PrivateKey& reader, std::string_view file) {
  if (!is_cms_envelope(file)) return fail(FaultKind::bad_input, "codec.not_a_bundle");
  MINSYNC_ASSIGN(auto inner, cms_open(reader, file));
  MINSYNC_ASSIGN(auto read, cms_verify(inner));
  UnsealedBundle bundle{kind_of(read.content), std::move(read.content), std::move(read.signer)};
  const bool known = bundle.kind == MessageKind::bundle_up || bundle.kind == MessageKind::bundle_down;
  if (!known) return fail(FaultKind::bad_input, "codec.not_a_bundle");
  return bundle;
}

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

Result<OpenBundle> open_bundle(std::string_view content) {
  MINSYNC_ASSIGN(auto read, open_head(content));
  OpenBundle bundle{std::move(read.head), std::string(content.substr(0, read.signed_bytes + kSignatureSize)), {}};
  auto rest = content.substr(bundle.signed_head.size());
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

Result<OpenBundle> open_bundle(const UnsealedBundle& bundle) {
  MINSYNC_ASSIGN(auto opened, open_bundle(std::string_view(bundle.content)));
  if (opened.head.public_key != bundle.author) return altered();
  return opened;
}

Result<OpenBundle> open_relayed(std::string_view signed_head, std::size_t number, std::string_view part) {
  MINSYNC_ASSIGN(auto read, open_head(signed_head));
  const bool whole = signed_head.size() == read.signed_bytes + kSignatureSize;
  const auto& parts = read.head.parts;
  if (!whole || number >= parts.size() || sha256(part) != parts[number].hash) return altered();
  return OpenBundle{std::move(read.head), std::string(signed_head), {std::string(part)}};
}

Result<DownBundle> open_down_bundle(std::string_view content, const PublicKey& hub_key) {
  if (content.size() < kSignatureSize) return fail(FaultKind::bad_input, "codec.malformed", {"bundle", "length"});
  const auto message = content.substr(0, content.size() - kSignatureSize);
  MINSYNC_ASSIGN(auto bundle, decode_down_bundle(message));
  if (!hub_key.verify(message, content.substr(message.size()))) return altered();
  return bundle;
}

Result<DownBundle> open_down_bundle(const UnsealedBundle& bundle, const PublicKey& hub_key) {
  if (bundle.author != hub_key.point()) return altered();
  return open_down_bundle(std::string_view(bundle.content), hub_key);
}

}  // namespace minsync
