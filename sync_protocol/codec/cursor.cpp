#include "sync_protocol/codec/cursor.h"

#include "sync_protocol/codec/pieces.h"

namespace minsync {

void write_cursor(ByteWriter& out, const Cursor& cursor) {
  out.number(cursor.partition.value);
  write_version(out, cursor.version);
  for (const auto byte : cursor.chain) out.byte(byte);
}

Cursor read_cursor(ByteReader& in) {
  Cursor cursor;
  cursor.partition.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  cursor.version = read_version(in);
  for (auto& byte : cursor.chain) byte = in.byte();
  return cursor;
}

}  // namespace minsync
