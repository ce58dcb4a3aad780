// The core alone: merging, bytes, signatures, sealing. Rates are of edits, or of bytes.
#include <benchmark/benchmark.h>

#include "hub/api/signed_batch.h"
#include "shared/crypto/edit_digest.h"
#include "shared/sealing/data_keys.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/merge.h"
#include "tests/benchmarks/micro/household_batch.h"

namespace minsync::bench {
namespace {

void count_edits(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(household_batch().batch.edits.size()));
}

std::string_view message() {
  const std::string_view bytes = household_batch().bytes;
  return bytes.substr(0, bytes.size() - kSignatureSize);
}

void merge_creations(benchmark::State& state) {
  const auto& edits = household_batch().batch.edits;
  for (auto _ : state) {
    for (const auto& edit : edits) {
      RecordState record;
      benchmark::DoNotOptimize(merge_edit(household_form().groups, record, edit, {edit.id, Version{1}, edit.stamp, 1}));
    }
  }
  count_edits(state);
}
BENCHMARK(merge_creations);

void encode_1000_creations(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(encode_batch(household_batch().batch));
  count_edits(state);
}
BENCHMARK(encode_1000_creations);

void decode_1000_creations(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(decode_batch(message()));
  count_edits(state);
}
BENCHMARK(decode_1000_creations);

void encode_edits_one_by_one(benchmark::State& state) {
  for (auto _ : state) {
    for (const auto& edit : household_batch().batch.edits) benchmark::DoNotOptimize(encode_edit(edit));
  }
  count_edits(state);
}
BENCHMARK(encode_edits_one_by_one);

void digest_edits(benchmark::State& state) {
  for (auto _ : state) {
    for (const auto& edit : household_batch().batch.edits) benchmark::DoNotOptimize(edit_digest(edit));
  }
  count_edits(state);
}
BENCHMARK(digest_edits);

void verify_and_decode_1000_creations(benchmark::State& state) {
  const auto key = *PublicKey::from_point(household_batch().device.public_key);
  for (auto _ : state)
    benchmark::DoNotOptimize(read_signed_batch(household_batch().bytes, household_batch().device, key));
  count_edits(state);
}
BENCHMARK(verify_and_decode_1000_creations);

void sign_a_batch(benchmark::State& state) {
  const auto key = PrivateKey::generate();
  for (auto _ : state) benchmark::DoNotOptimize(key.sign(message()));
}
BENCHMARK(sign_a_batch);

constexpr std::size_t kPage = 4096;

void seal_pages(benchmark::State& state) {
  BlockSealer sealer({DataKey::random()}, "page");
  std::array<std::uint8_t, kPage> page{};
  for (auto _ : state) sealer.seal(ConstBytes(page).first(kPage - kTrailerSize), page, {});
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kPage));
}
BENCHMARK(seal_pages);

void open_pages(benchmark::State& state) {
  BlockSealer sealer({DataKey::random()}, "page");
  std::array<std::uint8_t, kPage> page{}, plain{};
  sealer.seal(ConstBytes(page).first(kPage - kTrailerSize), page, {});
  for (auto _ : state) {
    if (!sealer.open(page, Bytes(plain).first(kPage - kTrailerSize), {})) state.SkipWithError("not opened");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kPage));
}
BENCHMARK(open_pages);

}  // namespace
}  // namespace minsync::bench
