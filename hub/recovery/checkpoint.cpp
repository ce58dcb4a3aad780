// MSC1; 16 bytes the hub's device; numbers epoch, Unix time in ms, how many partitions; for each the numbers partition,
// entries, newest version, and the 32 bytes of its chain's hash; then the hub's signature over all of that, 64 bytes.
#include "hub/recovery/checkpoint.h"

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

constexpr std::string_view kLetters = "MSC1";
constexpr std::size_t kMostPartitions = 4096;

std::string encode(const Checkpoint& checkpoint) {
  ByteWriter out;
  out.raw(kLetters);
  out.uuid(checkpoint.hub.value);
  out.number(checkpoint.epoch);
  out.number(static_cast<std::uint64_t>(checkpoint.at_ms));
  out.number(checkpoint.partitions.size());
  for (const auto& partition : checkpoint.partitions) {
    out.number(partition.id.value);
    out.number(partition.entries);
    out.number(partition.last.value);
    for (const auto byte : partition.chain) out.byte(byte);
  }
  return out.take();
}

tl::unexpected<Fault> damaged() {
  return fail(FaultKind::integrity, "hub.checkpoint_damaged");
}

}  // namespace

Result<Checkpoint> checkpoint_of(HubStore& store, std::int64_t now_ms) {
  Checkpoint checkpoint;
  MINSYNC_ASSIGN(const auto device, store.setting("device"));
  MINSYNC_ASSIGN(const auto epoch, store.setting("epoch"));
  const auto id = Uuid::parse(device);
  if (!id || epoch.empty()) return fail(FaultKind::integrity, "hub.not_initialised", {""});
  checkpoint.hub = DeviceId{*id};
  checkpoint.epoch = static_cast<std::uint16_t>(std::stoul(epoch));
  checkpoint.at_ms = now_ms;
  MINSYNC_ASSIGN(checkpoint.partitions, store.partitions());
  return checkpoint;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key) {
  auto bytes = encode(checkpoint);
  return bytes + key.sign(bytes);
}

Result<Checkpoint> read_checkpoint(std::string_view bytes, const PublicKey& key) {
  if (bytes.size() <= kSignatureSize) return damaged();
  const auto signed_bytes = bytes.substr(0, bytes.size() - kSignatureSize);
  if (!key.verify(signed_bytes, bytes.substr(signed_bytes.size()))) return damaged();
  ByteReader in(signed_bytes);
  Checkpoint checkpoint;
  if (in.raw(kLetters.size()) != kLetters) return damaged();
  checkpoint.hub.value = in.uuid();
  checkpoint.epoch = static_cast<std::uint16_t>(in.bounded(UINT16_MAX));
  checkpoint.at_ms = static_cast<std::int64_t>(in.number());
  checkpoint.partitions.resize(in.bounded(kMostPartitions));
  for (auto& partition : checkpoint.partitions) {
    partition.id.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
    partition.entries = in.number();
    partition.last.value = in.number();
    for (auto& byte : partition.chain) byte = in.byte();
  }
  if (!in.done()) return damaged();
  return checkpoint;
}

Status check_against(HubStore& store, const Checkpoint& checkpoint) {
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  const auto differs = [](PartitionId id) {
    return fail(FaultKind::integrity, "hub.checkpoint_differs", {std::to_string(id.value)});
  };
  if (partitions.size() != checkpoint.partitions.size()) return differs({});
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const auto& here = partitions[i];
    const auto& there = checkpoint.partitions[i];
    const bool same =
        here.id == there.id && here.entries == there.entries && here.last == there.last && here.chain == there.chain;
    if (!same) return differs(here.id);
  }
  return {};
}

}  // namespace minsync
