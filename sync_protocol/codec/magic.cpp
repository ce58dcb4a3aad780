#include "sync_protocol/codec/magic.h"

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"

namespace minsync {

Status expect_magic(ByteReader& in, std::string_view magic, const char* what) {
  const auto found = in.raw(magic.size());
  if (found == magic) return {};
  const auto letters = magic.substr(0, 3);
  const bool newer = found.starts_with(letters) && found[3] > magic[3] && found[3] <= '9';
  if (newer) return too_new(what, std::string(1, found[3]));
  return malformed(what, "magic");
}

MessageKind kind_of(std::string_view bytes) {
  if (bytes.starts_with(kBatchMagic)) return MessageKind::batch;
  if (bytes.starts_with(kRequestMagic)) return MessageKind::request;
  if (bytes.starts_with(kAnswerMagic)) return MessageKind::answer;
  if (bytes.starts_with(kUpMagic)) return MessageKind::bundle_up;
  if (bytes.starts_with(kDownMagic)) return MessageKind::bundle_down;
  return MessageKind::unknown;
}

}  // namespace minsync
