// Receipts in an answer.
#pragma once

#include <vector>

#include "sync_protocol/codec/payload.h"
#include "sync_protocol/messages.h"

namespace minsync {

void write_range(ByteWriter& out, const ReceiptRange& range);
ReceiptRange read_range(ByteReader& in);
void write_kept(ByteWriter& out, const KeptRange& range);
KeptRange read_kept(ByteReader& in);
void write_received(PayloadWriter& out, const std::vector<ReceiptRange>& received);
std::vector<ReceiptRange> read_received(PayloadReader& in);
void write_receipts(PayloadWriter& out, const std::vector<Receipt>& receipts);
std::vector<Receipt> read_receipts(PayloadReader& in);

}  // namespace minsync
