// The hub while it serves: routes requests to the exchange and to enrolment, one writer, several readers.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hub/api/exchange.h"
#include "hub/api/file_exchange.h"
#include "hub/api/refusals.h"
#include "hub/ingest/committer.h"
#include "hub/ingest/own_edits.h"
#include "shared/http/http_server.h"

namespace minsync {

class HubService {
 public:
  // `front_secret`: only requests that bear it (X-Minsync-Front) are taken; empty: all, for tests on the inner port.
  static Result<std::unique_ptr<HubService>> open(const std::string& folder, const FormCatalogue& forms,
                                                  std::string front_secret, const FileLimits& limits = {});

  // POST /v1/sync, POST /v1/file, POST /v1/enrol, POST /v1/key, GET /v1/health. Any thread.
  HttpResponse answer(const HttpRequest& request);

 private:
  HubService(std::string folder, const FormCatalogue& forms, std::string front_secret, HubIdentity identity,
             const FileLimits& limits)
      : folder_(std::move(folder)),
        forms_(forms),
        front_secret_(std::move(front_secret)),
        identity_(std::move(identity)),
        files_(files_folder(folder_)),
        file_limits_(limits) {}

  Result<HttpResponse> route(const HttpRequest& request);
  Result<std::string> sync(const std::string& body);
  Result<std::string> file(const std::string& body);
  Result<std::string> enrol(const std::string& body);
  Result<std::string> change_key(const std::string& body);
  tl::unexpected<Fault> refused_sync(const std::string& body, Fault fault);
  tl::unexpected<Fault> refused(const std::string& actor, Fault fault);
  Result<SyncAnswer> read_answer(const VerifiedRequest& request, Taken taken);
  Result<IngestContext> context(HubStore& store) const;

  // A reader's connection, taken from and put back to the idle ones.
  Result<std::unique_ptr<HubStore>> take_reader();
  void put_reader(std::unique_ptr<HubStore> reader);

  std::string folder_;
  const FormCatalogue& forms_;
  std::string front_secret_;
  HubIdentity identity_;
  ContentFolder files_;
  FileLimits file_limits_;
  std::string tag_key_;
  std::unique_ptr<Committer> committer_;
  Refusals refusals_;
  std::mutex mutex_;  // guards readers_
  std::vector<std::unique_ptr<HubStore>> readers_;
};

}  // namespace minsync
