#include "tests/benchmarks/ingest/measures.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "hub/api/signed_batch.h"
#include "hub/ingest/committer.h"
#include "shared/text/text.h"
#include "shared/time/wall_clock.h"
#include "tests/benchmarks/ingest/made_batches.h"

namespace minsync::bench {
namespace {

// So many batches wait for the writer, who takes all of them into one commit.
constexpr std::size_t kOffices = 50, kSenders = 16, kBatch = 1'000, kPlainRows = 10'000;

template <typename T>
T must(Result<T> result) {
  if (!result) peer::stop(say(Language::en, result.error()));
  return std::move(*result);
}

class Watch {
 public:
  template <typename Work>
  void run(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  double seconds() const { return seconds_; }

 private:
  double seconds_ = 0;
};

class Hub {
 public:
  explicit Hub(const std::string& folder)
      : forms_(must(FormCatalogue::load())),
        maker_store_(must(open_hub_store(folder, forms_))),
        tag_key_(must(maker_store_->setting("tag_key"))),
        maker_(*maker_store_, forms_, kOffices),
        committer_(must(open_hub_store(folder, forms_)), 512, must(open_hub_store(folder, forms_))) {}

  BatchMaker& maker() { return maker_; }
  Version newest() { return must(maker_store_->partition(maker_.partition())).last; }
  void take(const std::vector<SignedBytes>& batches);
  std::uint64_t merged() const { return merged_; }

 private:
  void send(const SignedBytes& batch);

  FormCatalogue forms_;
  std::unique_ptr<HubStore> maker_store_;
  std::string tag_key_;
  BatchMaker maker_;
  Committer committer_;
  std::atomic<std::uint64_t> merged_{0};
};

void Hub::send(const SignedBytes& batch) {
  const auto key = must(PublicKey::from_point(batch.device.public_key));
  auto read = must(read_signed_batch(batch.bytes, batch.device, key));
  read.fitting = fitting_forms(forms_, *read.batch);
  const auto done = committer_.run([&](HubStore& store) -> Status {
    const IngestContext context{forms_, Divisions::built_in(), static_cast<std::int64_t>(wall_clock_ms()), tag_key_};
    MINSYNC_ASSIGN(const auto taken, take_batch(store, context, batch.device, read, batch.bytes, {Incarnation{1}, {}}));
    merged_ += taken.report.merged;
    return {};
  });
  if (!done) peer::stop(say(Language::en, done.error()));
}

void Hub::take(const std::vector<SignedBytes>& batches) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> senders;
  for (std::size_t i = 0; i < kSenders; ++i) {
    senders.emplace_back([&] {
      for (std::size_t at = next++; at < batches.size(); at = next++) send(batches[at]);
    });
  }
}

void report(const Watch& creates, const Watch& edits, const Load& load) {
  nlohmann::json out{{"creates_s", creates.seconds()},
                     {"creates_rate", static_cast<double>(load.records) / creates.seconds()}};
  if (load.edits > 0) {
    out["edits_s"] = edits.seconds();
    out["edits_rate"] = static_cast<double>(load.edits) / edits.seconds();
  }
  std::cout << out.dump() << std::endl;
}

}  // namespace

void measure_ingest(const std::string& folder, const Load& load) {
  const auto rows = peer::read_rows(load.lines);
  Hub hub(folder);
  Watch creates, edits;
  std::vector<SignedBytes> all;
  for (std::size_t made = 0; made < load.records; made += rows.size()) {
    const auto part = std::vector(
        rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), load.records - made)));
    std::ranges::move(hub.maker().creations(part, kBatch), std::back_inserter(all));
  }
  creates.run([&] { hub.take(all); });
  if (load.edits > 0) {
    const auto batches = hub.maker().changes(load.edits, kBatch, hub.newest());
    edits.run([&] { hub.take(batches); });
  }
  if (hub.merged() != load.records + load.edits) peer::stop("merged: " + std::to_string(hub.merged()));
  report(creates, edits, load);
}

void measure_plain(const std::string& database, const Load& load) {
  auto rows = peer::read_rows(load.lines);
  peer::PlainTable table(database);
  std::mt19937_64 chance(load.edits);
  std::vector<std::string> ids;
  Watch creates, edits;
  while (ids.size() < load.records) {
    rows.resize(std::min(rows.size(), load.records - ids.size()));
    for (auto& row : rows) {
      const auto id = Uuid::version7(wall_clock_ms(), random_bytes<10>()).bytes;
      row.id.assign(id.begin(), id.end());
      ids.push_back(row.id);
    }
    creates.run([&] {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % kPlainRows == 0) table.begin();
        table.insert(rows[i]);
        if (i % kPlainRows == kPlainRows - 1 || i + 1 == rows.size()) table.commit();
      }
    });
  }
  std::vector<peer::PlainRow> changes(load.edits, {{}, std::vector<peer::Cell>(peer::column_names().size())});
  for (auto& change : changes) {
    change.id = ids[chance() % ids.size()];
    change.cells[6] = std::int64_t{7}, change.cells[18] = std::int64_t{17169}, change.cells[19] = "经办七";
  }
  edits.run([&] {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (i % kPlainRows == 0) table.begin();
      table.read_modify_write(changes[i]);
      if (i % kPlainRows == kPlainRows - 1 || i + 1 == changes.size()) table.commit();
    }
  });
  report(creates, edits, load);
}

}  // namespace minsync::bench
