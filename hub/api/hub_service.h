// The hub while it serves: routes requests to the exchange and to enrolment, one writer, several readers.
#pragma once

#include <memory>
#include <string>

#include "hub/api/exchange.h"
#include "hub/api/file_exchange.h"
#include "hub/api/refusals.h"
#include "hub/api/serving_store.h"
#include "shared/http/http_server.h"

namespace minsync {

class HubService {
 public:
  // `front_secret`: only requests that bear it (X-Minsync-Front) are taken; empty: all, for tests on the inner port.
  static Result<std::unique_ptr<HubService>> open(const std::string& folder, const FormCatalogue& forms,
                                                  std::string front_secret, const FileLimits& limits = {});

  // Whether a large body may be kept while it arrives (http_server.h). Any thread.
  bool admits(const HttpRequest& request) const;
  // POST /v1/sync, POST /v1/file, POST /v1/enrol, POST /v1/key, GET /v1/health, and the console's paths. Any thread.
  HttpResponse answer(const HttpRequest& request);

  // The store that it serves from, for what else is served: `console` answers every path below /console.
  ServingStore& serving() { return *serving_; }
  void serve_console(HttpServer::Handler console) { console_ = std::move(console); }

 private:
  HubService(std::unique_ptr<ServingStore> serving, std::string front_secret, const FileLimits& limits)
      : serving_(std::move(serving)),
        front_secret_(std::move(front_secret)),
        files_(files_folder(serving_->folder())),
        file_limits_(limits) {}

  bool is_from_front(const HttpRequest& request) const;
  Result<HttpResponse> route(const HttpRequest& request);
  Result<std::string> sync(const std::string& body);
  Result<Taken> take(VerifiedRequest& request);
  Result<std::string> file(const std::string& body);
  Result<std::string> enrol(const std::string& body);
  Result<std::string> change_key(const std::string& body);
  tl::unexpected<Fault> refused_sync(const std::string& body, Fault fault);
  tl::unexpected<Fault> refused(const std::string& actor, Fault fault);
  Result<SyncAnswer> read_answer(const VerifiedRequest& request, Taken taken);
  Result<IngestContext> context(HubStore& store) const { return serving_->context(store); }
  Status write(const Committer::Work& work) { return serving_->committer().run(work); }

  std::unique_ptr<ServingStore> serving_;
  std::string front_secret_;
  ContentFolder files_;
  FileLimits file_limits_;
  Refusals refusals_;
  HttpServer::Handler console_;  // none: no such path
};

}  // namespace minsync
