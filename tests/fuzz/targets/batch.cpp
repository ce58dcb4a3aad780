// A batch without its signature: as it travels, or wrapped.
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"

void minsync::fuzz::run(std::string_view input) {
  const auto bytes = kind_of(input) == MessageKind::batch ? std::string(input) : unwrapped(input);
  const auto head = decode_batch_head(bytes);
  const auto batch = decode_batch(bytes);
  if (!batch) return;
  require(head.has_value() && head->device == batch->device && head->edits == batch->edits.size(),
          "the head by itself says what the batch says");
  check_round_trip(bytes, decode_batch, encode_batch);
  for (const auto& edit : batch->edits) {
    require(weight_of(edit).bytes <= kMaxBatchPlainBytes && weight_of(edit).parts <= kMaxBatchParts,
            "an edit that was accepted weighs no more than a batch may");
  }
}
