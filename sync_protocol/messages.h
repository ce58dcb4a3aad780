// Everything that client and hub say to each other, as structs with their limits. codec/ turns them into bytes;
// PROTOCOL.md describes those bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync_protocol/edit.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/record.h"

namespace minsync {

inline constexpr std::uint8_t kProtocolVersion = 1;

// A run of one device's edits in one partition (上传批次), applied as one. The same signed bytes are request body,
// bundle content and journal entry.
struct Batch {
  DeviceId device;
  Incarnation incarnation;
  PartitionId partition;
  std::vector<Edit> edits;  // ascending by sequence; all of `device` and `incarnation`
  friend bool operator==(const Batch&, const Batch&) = default;
};
inline constexpr std::size_t kMaxBatchEdits = 10'000;
inline constexpr std::size_t kMaxRequestBatches = 16;
inline constexpr std::size_t kMaxBatchBytes = 8u << 20;        // encoded
inline constexpr std::size_t kMaxBatchPlainBytes = 64u << 20;  // before compression

// How far a device has come in a partition, and the first 8 bytes of the partition's journal chain hash there: the hub
// notices when it has gone back in time. `whole` is the version up to which the device had everything of its scope at
// once: equal to `version` after a complete answer, behind it between the pages of one that was cut. A record that
// changes meanwhile comes on a later page, with all that is newer than `whole`.
// In a download that began anew, as the cursor was of no use any more, `whole` is kToldAnew, or higher by the number of
// times that the partition had been purged then; before anything was told, `version` is the same.
struct Cursor {
  PartitionId partition;
  Version version, whole;  // whole <= version
  std::array<std::uint8_t, 8> chain{};
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

inline constexpr Version kToldAnew{1};
inline bool is_told_anew(Version whole) {
  return whole >= kToldAnew && epoch_of(whole) == 0;
}

// Of a partition that is told anew: what the device has of it, with versions above the block before (or the cursor) and
// up to `end`. A hub that has the same (shared/crypto/state_digest.h) does not tell it again.
struct KnownBlock {
  Version end;
  std::uint64_t digest = 0;
  friend bool operator==(const KnownBlock&, const KnownBlock&) = default;
};
struct KnownBlocks {
  PartitionId partition;
  std::vector<KnownBlock> blocks;  // ascending
  friend bool operator==(const KnownBlocks&, const KnownBlocks&) = default;
};
inline constexpr std::size_t kBlockRecords = 64;      // in a block that a device writes
inline constexpr std::size_t kMaxKnownBlocks = 4096;  // of one partition

// Edits first..first+count-1 are durable at the hub; edit first+i was given version `version`+i in its partition. Each
// has no Receipt of its own (then it is merged, all applied) or the one listed. `tag` is the hub's keyed hash over it
// (codec.h, tagged_bytes): sent back with the edits to a hub that lost them, it proves what became of them.
struct ReceiptRange {
  Incarnation incarnation;
  Sequence first;
  std::uint64_t count = 0;
  Version version;
  Stamp stamp{};  // the effective one, where it is not the edit's own (then `count` is 1)
  std::uint64_t tag = 0;
  friend bool operator==(const ReceiptRange&, const ReceiptRange&) = default;
};

// Of one device's edits that the hub has: as many as came together. `last` is the digest of the range's last edit. Of
// two copies of a device's data only the one that made that edit can have made the others of the range.
struct KeptRange {
  Incarnation incarnation;
  Sequence first;
  std::uint64_t count = 0;
  Version version;  // of the first edit
  EditDigest last{};
  friend bool operator==(const KeptRange&, const KeptRange&) = default;
};

// First 8 bytes of the SHA-256 of a batch without its signature.
using BatchDigest = Strong<struct BatchDigestTag, std::uint64_t>;

// Where the hub's audit log stands, for devices that ask: each remembers it, and so knows a log that was rewritten or
// shortened since.
struct AuditTold {
  std::uint64_t number = 0;  // of the newest entry; 0: there is none
  std::array<std::uint8_t, 32> hash{};
  std::array<std::uint8_t, 32> at_seen{};  // the hash of the entry that the request named; zeros if it is not there
  friend bool operator==(const AuditTold&, const AuditTold&) = default;
};

struct SyncRequest {
  std::uint8_t protocol = kProtocolVersion;
  DeviceId device;
  Incarnation incarnation;
  std::uint64_t counter = 0;  // rises with every request: a recorded one cannot be sent again
  std::uint16_t epoch = 0;    // the hub epoch that the device knows
  std::uint64_t clock_ms = 0;
  std::uint64_t receipt_cursor = 0;  // `serial` of the newest receipt the device has stored
  std::uint32_t answer_bytes = 0;    // how much the device wants at most (compressed, about)
  std::vector<Cursor> cursors;       // at most 64
  // Encoded, signed, each a Batch; at most kMaxRequestBatches, several only with `answered`. The hub takes them in this
  // order and makes each durable by itself: if it stops in between it has the first ones.
  std::vector<std::string> batches;
  // Of the own edits that the hub receipted, the one with the greatest version: the hub notices when it does not know
  // it.
  Incarnation receipted_incarnation;
  Sequence receipted;  // 0: none yet
  EditDigest receipted_digest{};
  // For edits that the hub had receipted in an earlier epoch and lost: how it had. Version 0: refused.
  std::vector<ReceiptRange> evidence;
  std::vector<KnownBlocks> known{};  // of partitions that are told anew
  // A part of another device's bundle, brought for it (bundle.h, RelayedPart); empty: none.
  std::string relayed{};
  // The number of the newest entry of the hub's audit log that this device was told of, 0 if of none yet; nothing: it
  // does not ask.
  std::optional<std::uint64_t> audit_seen{};
  // The counter of the newest request of this incarnation, for records or files, that was answered; only with
  // audit_seen. A hub that remembers an older one has gone back since, whatever else it still has.
  std::optional<std::uint64_t> answered{};
  friend bool operator==(const SyncRequest&, const SyncRequest&) = default;
};

enum class ReceiptKind : std::uint8_t {
  merged = 0,       // see the outcomes of its groups
  waiting = 1,      // an edit it stands on has not arrived
  refused = 2,      // for the reason given; stays with its author
  quarantined = 3,  // unreadable for this hub; kept
  held = 4          // durable, to be merged when the record is opened again
};

// The reason in the receipt of an edit that was refused by a hub which lost that: its author keeps the one he has.
inline constexpr const char* kRefusedBefore = "hub.refused_before";

// The hub's durable answer to one edit, where it is not simply "merged, all applied, seen everything".
struct Receipt {
  std::uint64_t serial = 0;  // rises per device; a receipt that changes gets a new one
  Incarnation incarnation;
  Sequence sequence;
  EditDigest digest{};  // of the edit that it answers
  ReceiptKind kind = ReceiptKind::merged;
  Version version;        // 0 while it is not merged
  Stamp stamp;            // the effective stamp where it was capped, else 0
  std::uint64_t tag = 0;  // as in a ReceiptRange of this edit alone; 0 unless merged
  std::vector<GroupOutcome> outcomes;
  std::string reason;             // id of a message, "" if none
  std::vector<std::string> args;  // of that message
  std::string field;              // the field at fault, "" if none
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// What changed in one record since a cursor: the complete present state of these groups.
struct RecordChange {
  std::string form;
  RecordState state;  // `groups` holds only those that changed; everything else is complete
  bool left = false;  // moved out of the device's scope; no groups
  friend bool operator==(const RecordChange&, const RecordChange&) = default;
};

struct PartitionChanges {
  Cursor cursor;          // the device's new one, once these changes are stored
  bool complete = false;  // nothing more in its scope up to that version
  // The cursor sent is of no use any more: from here on everything is told anew, and what has not come up to the first
  // complete answer is not in the device's scope.
  bool anew = false;
  Version backed_up{};  // up to here everything is in a verified backup of the hub
  std::vector<RecordChange> records;
  std::vector<std::uint32_t> same{};  // indexes of the request's known blocks that hold; they are not told
  friend bool operator==(const PartitionChanges&, const PartitionChanges&) = default;
};

struct SyncAnswer {
  std::uint8_t protocol = kProtocolVersion;
  std::uint64_t counter = 0;  // of the request that this answers
  std::uint16_t epoch = 0;
  std::uint64_t clock_ms = 0;
  std::uint64_t receipt_cursor = 0;  // the device's new one
  std::vector<ReceiptRange> received;
  std::vector<Receipt> receipts;
  std::vector<PartitionChanges> partitions;  // one for each that the device uses
  // A copy of this device's data has used the same numbers: begin a new incarnation before the next edit and request.
  bool incarnation_spent = false;
  // Two copies of this device's data are in use; its user is told.
  bool copied = false;
  // Only in an epoch that the request did not know: the device's edits that the hub has. All others are to be sent
  // again.
  std::vector<KeptRange> kept;
  // Batches that the hub cannot read, though their signature is right. One of a single edit is kept there until it can
  // (quarantined); of another nothing was taken: its edits are to be sent one by one.
  std::vector<BatchDigest> unread;
  std::string relayed;  // what became of the request's relayed part (bundle.h, RelayedAnswer)
  std::optional<AuditTold> audit{};
  friend bool operator==(const SyncAnswer&, const SyncAnswer&) = default;
};
inline constexpr std::size_t kMaxAnswerBytes = 16u << 20;
inline constexpr std::size_t kMaxRelayedBytes = 6u << 20;  // in a request or an answer
inline constexpr std::size_t kMaxAnswerPlainBytes = 128u << 20;

}  // namespace minsync
