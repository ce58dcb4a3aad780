// The bureau's console: its page and its API below /console/ (openapi.yaml), while the hub serves. The way of a request
// is: guard (guard.h), session and key, right (hub/users/rights.h), handler. Reading sees one snapshot; changes go
// through the committer, each with its line in the audit log.
#pragma once

#include "hub/console/call.h"

namespace minsync::console {

class Console {
 public:
  // `hub` must outlive it.
  explicit Console(ServingStore& hub) : state_(hub) {}

  // Of a path that is /console or below it. Any thread.
  HttpResponse answer(const HttpRequest& request);

 private:
  HttpResponse api(const HttpRequest& request);

  ConsoleState state_;
};

}  // namespace minsync::console
