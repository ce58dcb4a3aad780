// Answers what takes long, on a thread of its own with a store of its own, as the page's service would.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/local/local_service.h"

namespace minsync {

class SlowDesk {
 public:
  // `keys` and `sync` must outlive it.
  SlowDesk(std::string folder, LocalKeys& keys, LocalSettings settings, BackgroundSync& sync,
           std::function<std::uint64_t()> now_ms)
      : folder_(std::move(folder)), keys_(keys), settings_(std::move(settings)), sync_(sync), now_ms_(now_ms) {}

  // The work for such a request in the page's session, to be done by one thread after the other's work; an empty
  // function for a request that does not take long. From any thread.
  std::function<LocalReply()> work_for(const LocalRequest& request, const std::string& session);

 private:
  Result<LocalService*> open();

  const std::string folder_;
  LocalKeys& keys_;
  const LocalSettings settings_;
  BackgroundSync& sync_;
  const std::function<std::uint64_t()> now_ms_;
  // Of the thread that does the work; once something was to be done.
  std::optional<FormCatalogue> forms_;
  std::unique_ptr<ClientStore> store_;
  std::optional<LocalService> service_;
};

}  // namespace minsync
