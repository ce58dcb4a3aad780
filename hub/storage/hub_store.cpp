#include "hub/storage/hub_store.h"

#include "sync_protocol/codec/bytes.h"

namespace minsync {

Digest chain_hash(const Digest& previous, const JournalEntry& entry) {
  const auto batch = sha256(entry.batch), verdicts = sha256(entry.verdicts);
  ByteWriter out;
  const auto raw = [&](const Digest& digest) {
    for (const auto byte : digest) out.byte(byte);
  };
  raw(previous);
  out.number(entry.partition.value);
  out.number(entry.number);
  out.number(entry.first.value);
  out.number(entry.count);
  out.uuid(entry.device.value);
  out.number(static_cast<std::uint64_t>(entry.at_ms));
  raw(batch);
  raw(verdicts);
  return sha256(out.bytes());
}

}  // namespace minsync
