// Strong types for what could be swapped by mistake: a version is not a sequence, a record is not a device.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

// A whole number with a name. `Tag` keeps different ones apart.
template <typename Tag, typename Number>
struct Strong {
  Number value{};
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

// The hub's number of a change within a partition, in commit order, from 1. 0: nothing seen yet. The highest 16 bits
// are the hub epoch's number, so that a base of an old history never matches a version of a new one by chance.
using Version = Strong<struct VersionTag, std::uint64_t>;
inline constexpr int kVersionEpochShift = 48;
constexpr std::uint64_t epoch_of(Version version) {
  return version.value >> kVersionEpochShift;
}
// Stands in a client's own store for "merged here, not yet numbered by the hub". Never travels.
inline constexpr Version kPendingVersion{~std::uint64_t{0}};

using UnitId = Strong<struct UnitTag, std::uint32_t>;            // org unit, permanent; 0: none
using PartitionId = Strong<struct PartitionTag, std::uint32_t>;  // the county's (or city's) unit id
using FieldNumber = Strong<struct FieldTag, std::uint16_t>;      // permanent within a form, from 1
using GroupNumber = Strong<struct GroupTag, std::uint16_t>;      // the lowest number of the fields that merge as one
using Incarnation = Strong<struct IncarnationTag, std::uint32_t>;
using Sequence = Strong<struct SequenceTag, std::uint64_t>;  // of a device's edits in one incarnation, from 1
// First 8 bytes of the SHA-256 of an edit's canonical bytes (shared/crypto/edit_digest.h); 0: none. With the edit's id
// it tells two copies of a machine apart that gave one number to two edits.
using EditDigest = Strong<struct EditDigestTag, std::uint64_t>;
// Hybrid logical clock: Unix time in ms << 16 | counter. See hybrid_clock.h.
using Stamp = Strong<struct StampTag, std::uint64_t>;

// 16 bytes, RFC 9562. Records and devices are numbered by version 7 (time-ordered).
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

  bool is_nil() const { return *this == Uuid{}; }
  std::string text() const;  // 8-4-4-4-12, lower case
  static std::optional<Uuid> parse(std::string_view text);
  // `random` fills everything but the time, version and variant bits.
  static Uuid version7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random);
};

using RecordId = Strong<struct RecordTag, Uuid>;
using DeviceId = Strong<struct DeviceTag, Uuid>;

// Fixed when the edit is made, never changed.
struct EditId {
  DeviceId device;
  Incarnation incarnation;
  Sequence sequence;
  friend constexpr auto operator<=>(const EditId&, const EditId&) = default;
};

}  // namespace minsync

template <>
struct std::hash<minsync::Uuid> {
  std::size_t operator()(const minsync::Uuid& id) const noexcept;
};
template <typename Tag, typename Number>
struct std::hash<minsync::Strong<Tag, Number>> {
  std::size_t operator()(const minsync::Strong<Tag, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
