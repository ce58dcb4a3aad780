#include "shared/crypto/key_change.h"

#include "sync_protocol/codec/bytes.h"

namespace minsync {

std::string key_change_bytes(DeviceId device, const std::string& new_point) {
  ByteWriter out;
  out.uuid(device.value);
  return "minsync key 1\n" + out.take() + new_point;
}

}  // namespace minsync
