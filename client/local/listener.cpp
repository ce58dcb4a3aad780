#include "client/local/listener.h"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <utility>

#include "client/local/guard.h"

namespace minsync {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr auto kLook = std::chrono::milliseconds(100);

class Line;
using LineList = std::list<std::shared_ptr<Line>>;

struct Shared {
  const ListenerLimits& limits;
  const Answering& asked;
  LineList& lines;  // the longest waiting first
  asio::io_context& context;
  asio::thread_pool& beside;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

LocalRequest head_of(const http::request<http::string_body>& message) {
  LocalRequest request;
  request.method = view(message.method_string());
  request.target = view(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(lower(view(field.name_string())), std::string(view(field.value())));
  }
  return request;
}

// What a request that is none, or too much, is answered; 0: nobody is there to be answered.
int status_of(const Error& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  const bool gone = error.category() != http::make_error_code(http::error::bad_method).category() ||
                    error == http::error::end_of_stream || error == http::error::partial_message;
  return gone ? 0 : 400;
}

// One connection: reads a request, answers it, reads the next.
class Line : public std::enable_shared_from_this<Line> {
 public:
  Line(tcp::socket socket, const Shared& shared) : stream_(std::move(socket)), shared_(shared) {}

  void begin(LineList::iterator place) {
    place_ = place;
    read_head(shared_.limits.request_time);
  }
  // Taken off the list by whoever calls; what is under way ends with an error.
  void evict() {
    listed_ = false;
    close();
  }

 private:
  void read_head(std::chrono::milliseconds time) {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    parser_->body_limit(shared_.limits.body_bytes);
    stream_.expires_after(time);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const Error& error, std::size_t) { self->on_head(error); });
  }

  void on_head(const Error& error) {
    if (error) return refuse(error);
    request_ = head_of(parser_->get());
    if (auto refused = shared_.asked.judge(request_)) return reply(*std::move(refused), false);
    const auto length = parser_->content_length();
    if (length && *length > shared_.asked.longest_body(request_)) return refuse(http::error::body_limit);
    stream_.expires_after(shared_.limits.request_time);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const Error& failed, std::size_t) { self->on_request(failed); });
  }

  void on_request(const Error& error) {
    if (error) return refuse(error);
    request_.body = std::move(parser_->get().body());
    // Used last, so that others are closed before it when there are too many.
    if (listed_) shared_.lines.splice(shared_.lines.end(), shared_.lines, place_);
    const bool keep_alive = parser_->keep_alive();
    auto work = shared_.asked.later ? shared_.asked.later(request_) : nullptr;
    if (!work) return reply(shared_.asked.answer(request_), keep_alive);
    asio::post(shared_.beside, [self = shared_from_this(), work = std::move(work), keep_alive] {
      asio::post(self->shared_.context,
                 [self, done = work(), keep_alive]() mutable { self->reply(std::move(done), keep_alive); });
    });
  }

  void refuse(const Error& error) {
    const int status = status_of(error);
    if (status == 0) return end();
    reply({status, "text/plain", {}, {}}, false);
  }

  void reply(LocalReply from, bool keep_alive) {
    reply_ = {};
    reply_.version(11);
    reply_.result(static_cast<unsigned>(from.status));
    for (const auto& [name, value] : security_headers()) {
      reply_.set(beast::string_view(name.data(), name.size()), beast::string_view(value.data(), value.size()));
    }
    for (const auto& [name, value] : from.headers) reply_.set(name, value);
    reply_.set(http::field::content_type, from.content_type);
    reply_.body() = std::move(from.body);
    reply_.keep_alive(keep_alive);
    reply_.prepare_payload();
    stream_.expires_after(shared_.limits.reply_time);
    http::async_write(stream_, reply_, [self = shared_from_this(), keep_alive](const Error& error, std::size_t) {
      if (error || !keep_alive) return self->end();
      self->read_head(self->shared_.limits.idle_time);
    });
  }

  void close() {
    Error ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }
  void end() {
    close();
    if (std::exchange(listed_, false)) shared_.lines.erase(place_);
  }

  beast::tcp_stream stream_;
  const Shared& shared_;
  LineList::iterator place_;
  bool listed_ = true;
  beast::flat_buffer buffer_{std::size_t{64} << 10};
  std::optional<http::request_parser<http::string_body>> parser_;
  LocalRequest request_;
  http::response<http::string_body> reply_;
};

std::optional<asio::ip::address> loopback(const std::string& host) {
  if (host == "127.0.0.1" || host == "localhost") return asio::ip::address_v4::loopback();
  if (host == "[::1]") return asio::ip::address_v6::loopback();
  return std::nullopt;
}

}  // namespace

struct Listener::Lines {
  explicit Lines(const ListenerLimits& given) : limits(given) {}

  void accept(const Shared& shared) {
    accepting = true;
    acceptor.async_accept([this, &shared](const Error& error, tcp::socket socket) {
      accepting = false;
      if (!acceptor.is_open()) return;
      if (error || all.size() >= limits.lines) evict_longest_waiting();
      // Out of file descriptors, say: the next look goes on.
      if (error) return;
      all.push_back(std::make_shared<Line>(std::move(socket), shared));
      all.back()->begin(std::prev(all.end()));
      accept(shared);
    });
  }
  void evict_longest_waiting() {
    if (all.empty()) return;
    all.front()->evict();
    all.pop_front();
  }
  void look(const Shared& shared, const std::atomic<bool>& cancel) {
    timer.expires_after(kLook);
    timer.async_wait([this, &shared, &cancel](const Error&) {
      if (cancel) return stop();
      if (!accepting) accept(shared);
      look(shared, cancel);
    });
  }
  void stop() {
    Error ignored;
    acceptor.close(ignored);
    while (!all.empty()) evict_longest_waiting();
  }

  ListenerLimits limits;
  asio::io_context context{1};
  asio::thread_pool beside{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer timer{context};
  LineList all;
  bool accepting = false;
};

Listener::Listener(std::unique_ptr<Lines> lines) : lines_(std::move(lines)) {}
Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::open(const ListenAddress& address, const ListenerLimits& limits) {
  const auto place = loopback(address.host);
  if (!place) return fail(FaultKind::usage, "local.not_loopback", {address.host});
  auto lines = std::make_unique<Lines>(limits);
  const tcp::endpoint endpoint(*place, address.port);
  Error error;
  auto& acceptor = lines->acceptor;
  acceptor.open(endpoint.protocol(), error);
  // A browser that this process starts would keep the port.
  if (!error) ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const auto where = address.host + ":" + std::to_string(address.port);
    return fail(FaultKind::failed, "local.cannot_listen", {where, error.message()});
  }
  return std::unique_ptr<Listener>(new Listener(std::move(lines)));
}

std::uint16_t Listener::port() const {
  return lines_->acceptor.local_endpoint().port();
}

void Listener::run(const Answering& asked, const std::atomic<bool>& cancel) {
  const Shared shared{lines_->limits, asked, lines_->all, lines_->context, lines_->beside};
  lines_->accept(shared);
  lines_->look(shared, cancel);
  lines_->context.run();
  lines_->beside.join();
}

}  // namespace minsync
