#include "client/local/search_follower.h"

#include "shared/logging/log.h"
#include "shared/time/wall_clock.h"

namespace minsync {
namespace {

using std::chrono::milliseconds;

// So short that whoever saves something meanwhile does not notice.
constexpr std::size_t kRecordsAtOnce = 500;
constexpr milliseconds kBetweenChunks{2}, kBetweenLooks{3'000}, kAfterFault{30'000};

Result<bool> follow_once(ClientStore& store, SearchIndex& index) {
  MINSYNC_TRY(store.catch_up());
  return index.follow(store, kRecordsAtOnce, wall_clock_ms());
}

}  // namespace

SearchFollower::SearchFollower(std::string folder) : folder_(std::move(folder)) {
  thread_ = std::thread([this] { work(); });
}

SearchFollower::~SearchFollower() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  woken_.notify_all();
  thread_.join();
}

// False when it is to end.
bool SearchFollower::pause_for(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !woken_.wait_for(lock, time, [&] { return ending_; });
}

void SearchFollower::work() {
  auto forms = FormCatalogue::load();
  auto store = forms ? ClientStore::open(folder_, *forms) : fail(forms.error());
  auto index = store ? SearchIndex::open(folder_) : fail(store.error());
  // It reads everything once; what it read before is of no use to it.
  if (index) static_cast<void>((*store)->database().script("PRAGMA cache_size=-2000;"));
  if (!index) return log(LogLevel::error, "the search index cannot be opened: " + index.error().id);
  for (auto time = milliseconds(0); pause_for(time);) {
    const auto more = follow_once(**store, *index);
    if (!more) log(LogLevel::warning, "the search index does not follow: " + more.error().id);
    time = !more ? kAfterFault : *more ? kBetweenChunks : kBetweenLooks;
  }
}

}  // namespace minsync
