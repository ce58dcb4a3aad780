// Many threads hand work to one writer: what each is told holds, and nothing gets lost or mixed up. Run under
// ThreadSanitizer as well (label tsan).
#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

constexpr int kThreads = 8, kPiecesEach = 12;

class CommitterTest : public HubTest {
 protected:
  std::unique_ptr<HubStore> open() { return *open_hub_store(folder_.string(), forms_); }

  // Runs `work(i)` on `count` threads at once and waits for all.
  template <typename Work>
  static void on_threads(int count, Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([i, &work] { work(i); });
    for (auto& thread : threads) thread.join();
  }

  static Committer::Work writes(const std::string& key) {
    return [key](HubStore& store) { return store.set_setting(key, "written"); };
  }
};

TEST_F(CommitterTest, BatchesOfManyThreadsAreAllMergedAndTheirVersionsAreTheirOwn) {
  std::vector<Device> towns;
  std::vector<std::vector<Edit>> edits(kThreads);
  for (auto& of_one : edits) {
    towns.push_back(device("330106002", Role::township));
    next_sequence_ = 1;
    for (int piece = 0; piece < kPiecesEach; ++piece) of_one.push_back(creation(towns.back(), "户主"));
  }
  std::vector<std::vector<IngestReport>> reports(kThreads, std::vector<IngestReport>(kPiecesEach));
  std::atomic<int> failed = 0;
  {
    Committer committer(open(), 1000);
    on_threads(kThreads, [&](int i) {
      const auto t = static_cast<std::size_t>(i);
      for (std::size_t piece = 0; piece < kPiecesEach; ++piece) {
        const Batch batch{towns[t].id, Incarnation{1}, partition_, {edits[t][piece]}};
        const auto done = committer.run([&](HubStore& store) -> Status {
          MINSYNC_ASSIGN(reports[t][piece], ingest_batch(store, context_, towns[t], batch, "signed"));
          return {};
        });
        if (!done) ++failed;
      }
    });
  }
  EXPECT_EQ(0, failed);
  std::set<Version> versions;
  for (const auto& of_one : reports) {
    for (const auto& report : of_one) versions.insert(report.received.at(0).version);
  }
  EXPECT_EQ(std::size_t{kThreads * kPiecesEach}, versions.size());
  EXPECT_EQ(kThreads * kPiecesEach, *store_->records().count(form()));
  EXPECT_EQ(std::uint64_t{kThreads * kPiecesEach}, store_->partition(partition_)->entries);
}

TEST_F(CommitterTest, PiecesThatArePostedAreDoneInTheirOrder) {
  std::vector<int> done;
  std::vector<std::future<Status>> under_way;
  {
    Committer committer(open(), 1000);
    for (int i = 0; i < 100; ++i) {
      under_way.push_back(committer.post([&done, i](HubStore& store) {
        done.push_back(i);
        return store.set_setting("newest", std::to_string(i));
      }));
    }
    for (auto& piece : under_way) EXPECT_TRUE(piece.get());
  }
  EXPECT_EQ(100u, done.size());
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_EQ("99", *open()->setting("newest"));
}

TEST_F(CommitterTest, PiecesThatFailTakeNothingOfTheirNeighboursAlong) {
  std::atomic<int> wrong = 0;
  Committer committer(open(), 1000);
  on_threads(kThreads, [&](int i) {
    for (int piece = 0; piece < kPiecesEach; ++piece) {
      const std::string key = std::to_string(i) + "." + std::to_string(piece);
      const bool fails = (i + piece) % 3 == 0;
      const auto done = committer.run([&](HubStore& store) -> Status {
        MINSYNC_TRY(store.set_setting(key, "written"));
        if (fails) return fail(FaultKind::failed, "hub.busy");
        return {};
      });
      if (done.has_value() == fails) ++wrong;
    }
  });
  EXPECT_EQ(0, wrong);
  for (int i = 0; i < kThreads; ++i) {
    for (int piece = 0; piece < kPiecesEach; ++piece) {
      const bool fails = (i + piece) % 3 == 0;
      EXPECT_EQ(fails ? "" : "written", *store_->setting(std::to_string(i) + "." + std::to_string(piece)));
    }
  }
}

// While the writer is held, one piece too many for the queue is refused at once; the others are all done.
TEST_F(CommitterTest, AFullQueueRefusesAndKeepsWhatItTook) {
  constexpr int kQueue = 3;
  std::promise<void> writer_is_in, go_on;
  Committer committer(open(), kQueue);
  std::thread holder([&] {
    EXPECT_TRUE(committer.run([&](HubStore&) -> Status {
      writer_is_in.set_value();
      go_on.get_future().wait();
      return {};
    }));
  });
  writer_is_in.get_future().wait();
  std::atomic<int> refused = 0, done = 0;
  std::promise<void> all_but_the_queue_are_back;
  std::thread crowd([&] {
    on_threads(kThreads, [&](int i) {
      if (committer.run(writes("crowd." + std::to_string(i)))) {
        ++done;
      } else if (++refused == kThreads - kQueue) {
        all_but_the_queue_are_back.set_value();
      }
    });
  });
  all_but_the_queue_are_back.get_future().wait();
  EXPECT_EQ(0, done);
  go_on.set_value();
  holder.join();
  crowd.join();
  EXPECT_EQ(kQueue, done);
}

// Whoever was told "done" finds it in the store, also when the committer goes right afterwards.
TEST_F(CommitterTest, ClosingFinishesWhatWasQueued) {
  std::promise<void> writer_is_in, go_on;
  auto committer = std::make_unique<Committer>(open(), 100);
  std::thread holder([&, raw = committer.get()] {
    EXPECT_TRUE(raw->run([&](HubStore& store) -> Status {
      writer_is_in.set_value();
      go_on.get_future().wait();
      return store.set_setting("queued", "written");
    }));
  });
  writer_is_in.get_future().wait();
  std::thread closer([&] { committer.reset(); });
  go_on.set_value();
  closer.join();
  holder.join();
  EXPECT_EQ("written", *store_->setting("queued"));
}

}  // namespace
}  // namespace minsync
