// Record tables and the hub's ingest, each in a new store that is not sealed; a commit is durable.
#include <benchmark/benchmark.h>

#include "hub/ingest/committer.h"
#include "hub/ingest/ingest.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/merge.h"
#include "tests/benchmarks/micro/household_batch.h"

namespace minsync::bench {
namespace {

std::unique_ptr<HubStore> new_store(const ScratchFolder& folder) {
  if (!create_hub_store(folder.path(), forms())) peer::stop("no store could be made");
  auto store = open_hub_store(folder.path(), forms());
  if (!store) peer::stop("no store could be opened");
  return std::move(*store);
}

StoredRecord merged(const Edit& edit) {
  StoredRecord record;
  record.state.id = edit.record;
  record.state.unit = edit.unit;
  merge_edit(household_form().groups, record.state, edit, {edit.id, Version{1}, edit.stamp, 1});
  for (const auto& group : record.state.groups) {
    const auto& fields = household_form().group(group.number)->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) record.shown[fields[i]] = group.shown[i];
  }
  return record;
}

void save_all(HubStore& store, const std::vector<StoredRecord>& records) {
  const auto done = run_in_transaction(store, [&](HubStore& inside) -> Status {
    for (const auto& record : records) MINSYNC_TRY(inside.records().save(household_form(), record, true));
    return {};
  });
  if (!done) peer::stop("records could not be saved");
}

std::vector<StoredRecord> records() {
  std::vector<StoredRecord> out;
  for (const auto& edit : household_batch().batch.edits) out.push_back(merged(edit));
  return out;
}

void count(benchmark::State& state, std::size_t each) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(each));
}

void save_1000_records(benchmark::State& state) {
  const ScratchFolder folder;
  const auto store = new_store(folder);
  auto all = records();
  for (auto _ : state) {
    state.PauseTiming();
    for (auto& record : all) record.state.id.value = Uuid::version7(wall_clock_ms(), random_bytes<10>());
    state.ResumeTiming();
    save_all(*store, all);
  }
  count(state, all.size());
}
BENCHMARK(save_1000_records)->UseRealTime();

void load_records(benchmark::State& state) {
  const ScratchFolder folder;
  const auto store = new_store(folder);
  const auto all = records();
  save_all(*store, all);
  for (auto _ : state) {
    for (const auto& record : all) benchmark::DoNotOptimize(store->records().load(household_form(), record.state.id));
  }
  count(state, all.size());
}
BENCHMARK(load_records);

void ingest_1000_creations(benchmark::State& state) {
  const auto& given = household_batch();
  for (auto _ : state) {
    state.PauseTiming();
    const ScratchFolder folder;
    const auto store = new_store(folder);
    if (!store->add_device(given.device)) peer::stop("no device could be added");
    state.ResumeTiming();
    const auto done = run_in_transaction(*store, [&](HubStore& inside) -> Status {
      const IngestContext context{forms(), Divisions::built_in(), static_cast<std::int64_t>(wall_clock_ms())};
      MINSYNC_ASSIGN(const auto report, ingest_batch(inside, context, given.device, given.batch, given.bytes));
      if (report.merged != given.batch.edits.size()) peer::stop("not all edits were merged");
      return {};
    });
    if (!done) peer::stop("the batch was not taken");
  }
  count(state, given.batch.edits.size());
}
BENCHMARK(ingest_1000_creations)->UseRealTime();

}  // namespace
}  // namespace minsync::bench
