#include "hub/api/serving_store.h"

#include "shared/time/wall_clock.h"

namespace minsync {
namespace {

constexpr std::size_t kWriterQueue = 512;

}  // namespace

Result<std::unique_ptr<ServingStore>> ServingStore::open(const std::string& folder, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto store, open_hub_store(folder, forms));
  MINSYNC_ASSIGN(auto identity, load_identity(folder, *store));
  MINSYNC_ASSIGN(const auto tag_key, store->setting("tag_key"));
  std::unique_ptr<ServingStore> serving(new ServingStore(folder, forms, std::move(identity)));
  serving->tag_key_ = tag_key;
  MINSYNC_ASSIGN(auto beside, open_hub_store(folder, forms));
  serving->committer_ = std::make_unique<Committer>(std::move(store), kWriterQueue, std::move(beside));
  return serving;
}

Result<IngestContext> ServingStore::context(HubStore& store) const {
  MINSYNC_ASSIGN(const Divisions* divisions, store.records().divisions());
  return IngestContext{forms_, *divisions, static_cast<std::int64_t>(wall_clock_ms()), tag_key_};
}

Result<std::unique_ptr<HubStore>> ServingStore::take_reader() {
  {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return open_hub_store(folder_, forms_);
}

void ServingStore::put_reader(std::unique_ptr<HubStore> reader) {
  const std::lock_guard lock(mutex_);
  readers_.push_back(std::move(reader));
}

}  // namespace minsync
