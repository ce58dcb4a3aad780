// Cursors, in requests and answers.
#pragma once

#include "sync_protocol/codec/bytes.h"
#include "sync_protocol/messages.h"

namespace minsync {

void write_cursor(ByteWriter& out, const Cursor& cursor);
Cursor read_cursor(ByteReader& in);

}  // namespace minsync
