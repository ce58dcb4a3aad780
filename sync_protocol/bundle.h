// What travels on a USB stick (离线包): a request with all unsent edits, or answers to one. PROTOCOL.md, "Bundles".
#pragma once

#include <string>
#include <vector>

#include "sync_protocol/messages.h"

namespace minsync {

// Random, of one bundle up: its answers name it. 0: an answer to what was told by line.
using BundleMark = Strong<struct BundleMarkTag, std::uint64_t>;

// How long a part is, and the SHA-256 of its bytes.
struct PartName {
  std::uint64_t length = 0;
  std::array<std::uint8_t, 32> hash{};
  friend bool operator==(const PartName&, const PartName&) = default;
};

// The signed head of a bundle up. `asking` is the request without batch and evidence, which stand in the parts.
struct BundleHead {
  SyncRequest asking;
  BundleMark mark;
  std::string public_key;  // SEC 1 point of the device's key: damage is noticed also by who does not know the device
  std::vector<PartName> parts;
  friend bool operator==(const BundleHead&, const BundleHead&) = default;
};

struct BundlePart {
  std::string batch;                   // signed, as in a request
  std::vector<ReceiptRange> evidence;  // for its edits
  friend bool operator==(const BundlePart&, const BundlePart&) = default;
};

// A bundle down: the answers, in their order, to what the device told last; all made at one moment.
struct DownBundle {
  SyncRequest asking;
  BundleMark mark;  // of the bundle up that told it
  std::vector<std::string> answers;
  friend bool operator==(const DownBundle&, const DownBundle&) = default;
};

// One part of a bundle on its way through the county's client, with the head that names it.
struct RelayedPart {
  std::string signed_head;
  std::uint32_t number = 0;
  std::string part;
  friend bool operator==(const RelayedPart&, const RelayedPart&) = default;
};

// What became of it.
struct RelayedAnswer {
  DeviceId device;
  BundleMark mark;
  std::uint32_t number = 0;
  UnitId unit;         // the author's
  std::string reason;  // why the part was not taken, a message id; "" if it was
  std::vector<std::string> args;
  std::uint64_t merged = 0, duplicate = 0, waiting = 0, refused = 0, quarantined = 0;
  std::string reply;  // a bundle down for the author, signed by the hub, sealed for him; may be empty
  friend bool operator==(const RelayedAnswer&, const RelayedAnswer&) = default;
};

inline constexpr std::size_t kMaxBundleParts = 4096;
inline constexpr std::size_t kMaxBundleBytes = 48u << 20;  // of either kind; opening takes some five times that

}  // namespace minsync
