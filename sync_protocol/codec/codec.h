// Bytes <-> messages. Columnar: values of the same field stand together, then zstd where it shrinks. PROTOCOL.md, part
// "Bytes", describes the format. Pure functions; any thread. Decoders accept any bytes: they check every bound before
// they allocate and fail with FaultKind::bad_input "codec.malformed" (args: what, where), never otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sync_protocol/messages.h"
#include "sync_protocol/result.h"

namespace minsync {

// A repeated value costs next to no bytes, so besides the encoded and plain bytes a message's parts are bounded: edits,
// ids, groups, values, options, own ranges, decided edits, receipts. Whoever cuts batches and answers adds up weights
// and stays below; `bytes` is never less than what the edit or change takes of the plain bytes or of decoded text.
inline constexpr std::size_t kMaxBatchParts = 2'000'000;
inline constexpr std::size_t kMaxAnswerParts = 4'000'000;
struct Weight {
  std::size_t parts = 0, bytes = 0;
};
Weight weight_of(const Edit& edit);
Weight weight_of(const RecordChange& change);

// Encoders take messages that keep all limits; decoders refuse what others come to.

inline constexpr int kCompressionLevel = 3;  // zstd's, where nobody says another

// Without its signature; seal_message in shared/crypto's users appends that.
std::string encode_batch(const Batch& batch);
// The same from edits as they stand in a table (encode_edit), which are not made anew for it: columns are filled from
// their bytes. One thread at a time.
class BatchPacker {
 public:
  BatchPacker(DeviceId device, Incarnation incarnation, PartitionId partition);
  BatchPacker(BatchPacker&&) noexcept;
  ~BatchPacker();

  // Of that device and incarnation, ascending by sequence; gives its name. Fault: the bytes are damaged, or of another
  // one; then the packer is of no use any more.
  Result<EditId> add(std::string_view edit);
  std::string finish(int compression_level = kCompressionLevel) const;

 private:
  struct Columns;
  DeviceId device_;
  Incarnation incarnation_;
  PartitionId partition_;
  Sequence last_;
  std::unique_ptr<Columns> columns_;
};
Result<Batch> decode_batch(std::string_view bytes);
// Into a batch that was read before, whose memory is used again. What it holds after a failure is of no use.
Status decode_batch_into(std::string_view bytes, Batch& batch);
// Only the head: whose batch it is and how many edits, without decoding them.
struct BatchHead {
  DeviceId device;
  Incarnation incarnation;
  PartitionId partition;
  std::uint32_t edits = 0;
};
Result<BatchHead> decode_batch_head(std::string_view bytes);

std::string encode_request(const SyncRequest& request);
Result<SyncRequest> decode_request(std::string_view bytes);
std::string encode_answer(const SyncAnswer& answer);
Result<SyncAnswer> decode_answer(std::string_view bytes);

// What the hub's tag of a range is a keyed hash over: which edits of whose, and what became of them.
std::string tagged_bytes(DeviceId device, const ReceiptRange& range);

// Which message these bytes hold, by their first bytes: "MSB1" batch, "MSQ1" request, "MSA1" answer, "MSU1" and "MSD1"
// bundles up and down.
enum class MessageKind : std::uint8_t { unknown, batch, request, answer, bundle_up, bundle_down };
MessageKind kind_of(std::string_view bytes);

// One edit, one group's state, one removal, one receipt by themselves, for a client's or hub's own tables (row-wise,
// not compressed, not sent).
std::string encode_edit(const Edit& edit);
Result<Edit> decode_edit(std::string_view bytes);
std::string encode_group(const GroupState& state);
Result<GroupState> decode_group(std::string_view bytes);
std::string encode_removals(const std::vector<Removal>& removals);
Result<std::vector<Removal>> decode_removals(std::string_view bytes);
std::string encode_receipt(const Receipt& receipt);
Result<Receipt> decode_receipt(std::string_view bytes);

}  // namespace minsync
