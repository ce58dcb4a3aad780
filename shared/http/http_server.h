// An HTTP/1.1 server on loopback: the only user of cpprestsdk's listener (see DESIGN in hub/ for why it stands behind a
// front). Handlers run on a pool of their own with a bounded queue, never on the listener's threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

struct HttpRequest {
  std::string method;                          // GET, POST, …
  std::string path;                            // percent-decoded, without query
  std::map<std::string, std::string> query;    // decoded; the last of equal names
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/octet-stream";
  std::map<std::string, std::string> headers;
  std::string body;
};

struct HttpLimits {
  std::size_t max_body_bytes = 16u << 20;  // more is answered with 413
  std::size_t workers = 4;                 // threads that run handlers
  std::size_t queue = 256;                 // requests waiting for a worker; more are answered 503 with Retry-After: 2
};

// A large body may bear a name and say where it begins, so that what arrived before a line was cut need not come again:
// `Minsync-Upload: NAME OFFSET` (kept_uploads.h), with the rest of the body from OFFSET on. 410: so much is not kept.
// `Minsync-Upload: NAME ?` asks how much that is; the answer is the number. The handler sees whole bodies alone.
//
class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  // Whether something of the request may be kept before it is whole; its body is empty.
  using Admits = std::function<bool(const HttpRequest&)>;

  // Listens on 127.0.0.1:port (0: a free one) and answers every request by `handler`, which is called from several
  // threads at once and must not throw (an exception ends as 500 with an empty body). Without `admits` no body is kept.
  static Result<std::unique_ptr<HttpServer>> start(int port, HttpLimits limits, Handler handler, Admits admits = {});
  // Answers new requests with 503, lets those queued and running end (at most 10 s), then cuts what is left and closes.
  // A handler that runs longer is waited for all the same, though its client has gone: no thread outlives the server.
  ~HttpServer();

  int port() const;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace minsync
