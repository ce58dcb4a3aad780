#include "shared/crypto/state_digest.h"

#include "shared/crypto/crypto.h"
#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

void StateDigest::add(const std::string& form, const RecordState& state) {
  ByteWriter out;
  out.text(form);
  out.uuid(state.id.value);
  out.number(state.unit.value);
  out.number(state.birth.value);
  out.number(state.version.value);
  out.byte(state.deleted ? 1 : 0);
  out.number(state.groups.size());
  for (const auto& group : state.groups) out.text(encode_group(group));
  out.text(encode_removals(state.removals));
  const auto hash = sha256(out.take());
  hashes_.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

std::uint64_t StateDigest::value() const {
  const auto hash = sha256(hashes_);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | hash[i];
  return value;
}

}  // namespace minsync
