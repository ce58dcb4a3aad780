#include "sync_protocol/codec/cursor.h"

#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/result.h"

namespace minsync {

void write_cursor(ByteWriter& out, const Cursor& cursor) {
  out.number(cursor.partition.value);
  write_version(out, cursor.version);
  MINSYNC_ASSERT(cursor.whole <= cursor.version);
  out.number(cursor.version.value - cursor.whole.value);
  for (const auto byte : cursor.chain) out.byte(byte);
}

Cursor read_cursor(ByteReader& in) {
  Cursor cursor;
  cursor.partition.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  cursor.version = read_version(in);
  cursor.whole.value = cursor.version.value - in.bounded(cursor.version.value);
  for (auto& byte : cursor.chain) byte = in.byte();
  return cursor;
}

}  // namespace minsync
