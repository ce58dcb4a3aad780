#include "shared/http/http_server.h"

#include <arpa/inet.h>
#include <cpprest/http_listener.h>
#include <netinet/in.h>
#include <pplx/threadpool.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "shared/http/url.h"
#include "shared/http/worker_pool.h"
#include "shared/uploads/kept_uploads.h"

namespace minsync {
namespace {

using web::http::http_request;
using web::http::experimental::listener::http_listener;

constexpr std::size_t kListenerThreads = 8;
constexpr auto kDrainLimit = std::chrono::seconds(10);
constexpr int kPortTries = 50;

// Continuations of the listener may run after the server object is gone (a body that never came ends when its
// connection is cut), so what they need is shared.
struct Core {
  Core(HttpLimits given, HttpServer::Handler handle, HttpServer::Admits keep)
      : limits(given),
        handler(std::move(handle)),
        admits(std::move(keep)),
        pool(std::make_unique<WorkerPool>(given.workers, given.queue)) {}

  bool submit(WorkerPool::Task task) {
    const std::lock_guard lock(mutex);
    return pool && pool->submit(std::move(task));
  }
  void answer_begins() {
    const std::lock_guard lock(mutex);
    ++answers;
  }
  void answer_ended() {
    const std::lock_guard lock(mutex);
    if (--answers == 0) all_answered.notify_all();
  }

  const HttpLimits limits;
  const HttpServer::Handler handler;
  const HttpServer::Admits admits;
  KeptUploads uploads;
  std::mutex mutex;                  // guards what follows
  std::unique_ptr<WorkerPool> pool;  // none once the server has stopped
  std::size_t answers = 0;           // being written to their clients
  std::condition_variable all_answered;
};

HttpResponse bare(int status) {
  HttpResponse response;
  response.status = status;
  if (status == 503) response.headers["Retry-After"] = "2";
  return response;
}

bool fits_on_a_line(const std::string& text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

bool is_sound(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (!fits_on_a_line(name) || !fits_on_a_line(value)) return false;
  }
  return fits_on_a_line(response.content_type);
}

// The task ends when the answer is on its way or the connection is gone; both are the same to us.
pplx::task<void> reply(const http_request& request, HttpResponse response) {
  if (!is_sound(response)) response = bare(500);
  web::http::http_response answer(static_cast<web::http::status_code>(response.status));
  for (const auto& [name, value] : response.headers) answer.headers().add(name, value);
  // The listener would send a body after HEAD too, and the front take it for the next answer.
  const bool has_body = !response.body.empty() && request.method() != web::http::methods::HEAD;
  if (has_body) {
    answer.set_body(std::vector<unsigned char>(response.body.begin(), response.body.end()));
    answer.headers().set_content_type(response.content_type);
  }
  try {
    return request.reply(answer).then([](pplx::task<void> sent) {
      try {
        sent.get();
      } catch (const std::exception&) {
      }
    });
  } catch (const std::exception&) {  // the listener has answered by itself while closing
    return pplx::task_from_result();
  }
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<HttpRequest> converted(const http_request& request, std::string body) {
  auto path = percent_decoded(request.request_uri().path());
  auto query = parsed_query(request.request_uri().query());
  if (!path || !query) return std::nullopt;
  HttpRequest ours{request.method(), *std::move(path), *std::move(query), {}, std::move(body)};
  for (const auto& [name, value] : request.headers()) ours.headers[lower(name)] = value;
  return ours;
}

HttpResponse answered(const HttpServer::Handler& handler, const HttpRequest& request) {
  try {
    return handler(request);
  } catch (...) {
    return bare(500);
  }
}

void enqueue(const std::shared_ptr<Core>& core, const http_request& request, std::string body) {
  auto ours = converted(request, std::move(body));
  if (!ours) {
    reply(request, bare(400));
    return;
  }
  // A std::function must be copyable; the request goes along by pointer so that its body is never copied.
  const auto held = std::make_shared<const HttpRequest>(*std::move(ours));
  // The worker does not wait until the answer is written: a slow client would hold it.
  const bool taken = core->submit([core, request, held] {
    core->answer_begins();
    reply(request, answered(core->handler, *held)).then([core] { core->answer_ended(); });
  });
  if (!taken) reply(request, bare(503));
}

void read_body(const std::shared_ptr<Core>& core, const http_request& request) {
  // The body has arrived as a whole (`content_ready`): its size is known, also of a chunked one, and reading is
  // copying.
  auto buffer = request.body().streambuf();
  std::string body;
  if (buffer.in_avail() <= core->limits.max_body_bytes) body.resize(buffer.in_avail());
  if (buffer.in_avail() != body.size()) {
    reply(request, bare(413));
    return;
  }
  buffer.getn(reinterpret_cast<std::uint8_t*>(body.data()), body.size()).get();
  enqueue(core, request, std::move(body));
}

// An upload while it arrives.
struct Arriving {
  std::shared_ptr<Core> core;
  http_request request;
  KeptUploads::Ticket ticket;
};

// What has arrived, also on a line that is cut by now; reading by the stream's own calls would fail then.
void keep_arrived(const Arriving& arriving) {
  auto buffer = arriving.request.body().streambuf();
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
  while (buffer.acquire(data, size) && size > 0) {
    arriving.core->uploads.append(arriving.ticket, {reinterpret_cast<const char*>(data), size});
    buffer.release(data, size);
  }
}

void end_upload(const Arriving& arriving, pplx::task<http_request> ready) {
  keep_arrived(arriving);
  try {
    ready.get();
  } catch (const std::exception&) {
    arriving.core->uploads.pause(arriving.ticket);
    return;
  }
  auto body = arriving.core->uploads.finish(arriving.ticket);
  if (!body) {
    reply(arriving.request, bare(410));
  } else if (body->size() > arriving.core->limits.max_body_bytes) {
    reply(arriving.request, bare(413));
  } else {
    enqueue(arriving.core, arriving.request, *std::move(body));
  }
}

void take_upload(const Arriving& arriving) {
  arriving.request.body().streambuf().getc().then([arriving](pplx::task<int> next) {
    bool more = false;
    try {
      more = next.get() != std::char_traits<char>::eof();
    } catch (const std::exception&) {
      // The line is cut.
    }
    if (!more) {
      arriving.request.content_ready().then(
          [arriving](pplx::task<http_request> ready) { end_upload(arriving, std::move(ready)); });
      return;
    }
    keep_arrived(arriving);
    take_upload(arriving);
  });
}

// "NAME OFFSET" or "NAME ?".
struct UploadWords {
  std::string name;
  std::optional<std::size_t> offset;  // none: a question
};

std::optional<UploadWords> upload_of(const http_request& request) {
  const auto found = request.headers().find(kUploadHeader);
  if (found == request.headers().end()) return std::nullopt;
  const std::string& text = found->second;
  const auto blank = text.find(' ');
  if (blank == text.npos || !is_upload_name(text.substr(0, blank))) return std::nullopt;
  UploadWords words{text.substr(0, blank), {}};
  const auto rest = std::string_view(text).substr(blank + 1);
  if (rest == "?") return words;
  std::size_t offset = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), offset);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  words.offset = offset;
  return words;
}

// Whether the request was one that this answers.
bool serve_upload(const std::shared_ptr<Core>& core, const http_request& request) {
  const auto words = core->admits ? upload_of(request) : std::nullopt;
  if (!words) return false;
  const auto head = converted(request, {});
  if (!head || !core->admits(*head)) return false;
  if (!words->offset) {
    reply(request, {200, "text/plain", {}, std::to_string(core->uploads.kept(words->name))});
  } else if (const auto ticket = core->uploads.begin(words->name, *words->offset)) {
    const auto length = static_cast<std::size_t>(request.headers().content_length());
    core->uploads.expect(*ticket, std::min(length, core->limits.max_body_bytes));
    take_upload({core, request, *ticket});
  } else {
    // The answer must not come before the body, the rest of which would be read as another request.
    request.content_ready().then([request](const pplx::task<http_request>&) { reply(request, bare(410)); });
  }
  return true;
}

void serve(const std::shared_ptr<Core>& core, const http_request& request) {
  if (serve_upload(core, request)) return;
  request.content_ready().then([core](pplx::task<http_request> ready) {
    try {
      read_body(core, ready.get());
    } catch (const std::exception&) {
      // The client went away in the middle of its body: there is nobody to answer.
    }
  });
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A port that was free a moment ago: the listener cannot be asked which one it got for port 0.
int probably_free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  const bool bound = probe >= 0 && ::bind(probe, general, size) == 0 && ::getsockname(probe, general, &size) == 0;
  if (probe >= 0) ::close(probe);
  return bound ? ntohs(address.sin_port) : 0;
}

Result<std::unique_ptr<http_listener>> open_listener(int port, const std::shared_ptr<Core>& core) {
  try {
    auto listener = std::make_unique<http_listener>("http://127.0.0.1:" + std::to_string(port) + "/");
    listener->support([core](const http_request& request) { serve(core, request); });
    listener->open().get();
    return listener;
  } catch (const std::exception& error) {
    return fail(FaultKind::failed, "network.inner_port_taken", {std::to_string(port), error.what()});
  }
}

// cpprestsdk's pool is set to 8 threads instead of its 40. They begin here, and not with the program: a process that
// has threads can neither fork what serves nor leave its network.
void initialise_http() {
  static std::once_flag once;
  std::call_once(once, [] {
    try {
      crossplat::threadpool::initialize_with_threads(kListenerThreads);
    } catch (const std::exception&) {
      // Somebody used cpprestsdk before; its pool then has its own size, which is slower and no less right.
    }
  });
}

}  // namespace

struct HttpServer::Impl {
  std::shared_ptr<Core> core;
  std::unique_ptr<http_listener> listener;
  int port = 0;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(int port, HttpLimits limits, Handler handler, Admits admits) {
  initialise_http();
  auto impl = std::make_unique<Impl>();
  impl->core = std::make_shared<Core>(limits, std::move(handler), std::move(admits));
  for (int attempt = 1;; ++attempt) {
    impl->port = port != 0 ? port : probably_free_port();
    auto listener = open_listener(impl->port, impl->core);
    if (listener) {
      impl->listener = *std::move(listener);
      return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
    }
    if (port != 0 || attempt == kPortTries) return fail(std::move(listener).error());
  }
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  Core& core = *impl_->core;
  const auto deadline = std::chrono::steady_clock::now() + kDrainLimit;
  core.pool->drain(kDrainLimit);
  {
    std::unique_lock lock(core.mutex);
    core.all_answered.wait_until(lock, deadline, [&core] { return core.answers == 0; });
  }
  try {
    impl_->listener->close().get();
  } catch (const std::exception&) {
    // It is closed either way; what is left of a connection ends with its client.
  }
  std::unique_ptr<WorkerPool> pool;  // ends after the lock: its last tasks may want that
  const std::lock_guard lock(core.mutex);
  pool.swap(core.pool);
}

int HttpServer::port() const {
  return impl_->port;
}

}  // namespace minsync
