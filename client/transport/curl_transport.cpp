#include <curl/curl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "client/transport/transport.h"
#include "shared/uploads/kept_uploads.h"

namespace minsync {
namespace {

constexpr long kConnectLimit = 20, kSlowBytes = 30, kSlowLimit = 60;  // seconds, bytes a second, seconds
constexpr long kKeepAliveIdle = 30, kKeepAliveStep = 15;              // seconds
constexpr int kLookMs = 100;                                          // at `cancel`
constexpr curl_off_t kMaxRetryAfter = 86'400;
// Less than this is sent again as a whole sooner than asked about.
constexpr std::size_t kWorthKeeping = 8192;
// A kept connection may have been cut while nothing was sent: two breaks in a row that brought nothing say no more yet.
constexpr int kFruitless = 3;
constexpr int kGone = 410;  // the hub does not keep so much of a body
// After a break, before the hub is asked what it has: the front must have noticed too.
constexpr auto kAfterBreak = std::chrono::milliseconds(200), kAfterSilence = std::chrono::milliseconds(1000);

template <auto free_function>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Easy = std::unique_ptr<CURL, Freer<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freer<curl_multi_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Freer<curl_slist_free_all>>;

// OpenSSL writes to sockets without MSG_NOSIGNAL, so a hub that hangs up would end the process. The signal is held off
// from this thread alone, and one that came meanwhile is taken away.
class PipeSignalHeldOff {
 public:
  PipeSignalHeldOff() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  PipeSignalHeldOff(const PipeSignalHeldOff&) = delete;
  PipeSignalHeldOff& operator=(const PipeSignalHeldOff&) = delete;
  ~PipeSignalHeldOff() {
    if (::sigismember(&before_, SIGPIPE)) return;
    const timespec at_once{};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) continue;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_, before_;
};

// Whatever else it looks like would be taken by libcurl for a file's name, or for no pin at all.
bool is_pin(const std::string& pin) {
  return pin.size() == 52 && pin.starts_with("sha256//") && pin.find(';') == pin.npos;
}

struct BoundedBody {
  std::string text;
  std::size_t limit = 0;
  bool overrun = false;

  static std::size_t write(char* data, std::size_t, std::size_t size, void* self) {
    auto& body = *static_cast<BoundedBody*>(self);
    body.overrun = size > body.limit - body.text.size();
    if (body.overrun) return 0;
    body.text.append(data, size);
    return size;
  }
};

// A body on its way. libcurl would begin it anew by itself where a kept connection turns out to be cut; what of it has
// left is not to be had again, and the connection that it would be sent over is not opened at all.
struct SentBody {
  std::string_view rest;
  bool begun = false;

  static std::size_t read(char* to, std::size_t, std::size_t size, void* self) {
    auto& body = *static_cast<SentBody*>(self);
    const auto part = body.rest.substr(0, size);
    std::copy(part.begin(), part.end(), to);
    body.rest.remove_prefix(part.size());
    body.begun = body.begun || !part.empty();
    return part.size();
  }
  static int seek(void* self, curl_off_t, int) {
    return static_cast<SentBody*>(self)->begun ? CURL_SEEKFUNC_FAIL : CURL_SEEKFUNC_OK;
  }
  static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* address) {
    if (static_cast<SentBody*>(self)->begun) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
};

class CurlTransport final : public Transport {
 public:
  CurlTransport(HubAddress hub, const std::atomic<bool>& cancel, std::function<void(TransferProgress)> on_progress)
      : hub_(std::move(hub)), cancel_(cancel), on_progress_(std::move(on_progress)) {
    while (hub_.url.ends_with('/')) hub_.url.pop_back();
    MINSYNC_ASSERT(easy_ && multi_);
    set_trust();
    set_line();
  }

  Result<HttpAnswer> post(const std::string& path, const std::string& content_type, std::string body,
                          std::size_t max_answer_bytes) override;
  TransferTotals totals() const override { return totals_; }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    MINSYNC_ASSERT(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK);
  }
  template <typename Value>
  Value get(CURLINFO info) const {
    Value value{};
    curl_easy_getinfo(easy_.get(), info, &value);
    return value;
  }
  void set_trust();
  void set_line();
  using HeaderLines = std::vector<std::string>;
  Result<HttpAnswer> exchange(const std::string& path, const HeaderLines& lines, std::string_view body,
                              std::size_t max_answer_bytes);
  Result<HttpAnswer> carry_on(const std::string& path, const HeaderLines& lines, std::string_view body,
                              std::size_t max_answer_bytes);
  std::optional<std::size_t> kept_by_hub(const std::string& path, const HeaderLines& lines, const std::string& name);
  bool pause(std::chrono::milliseconds time) const;  // false: cancelled
  std::optional<CURLcode> perform();                 // nothing: cancelled
  void report();
  Fault fault_of(CURLcode code) const;
  static CURLcode prepare_tls(CURL*, void* context, void* self);
  static int count(CURL*, curl_infotype type, char*, std::size_t size, void* self);

  HubAddress hub_;
  const std::atomic<bool>& cancel_;
  std::function<void(TransferProgress)> on_progress_;
  TransferTotals totals_;
  TransferProgress reported_;
  std::uint64_t sent_before_ = 0;  // of the running body, in the requests that broke off
  bool broke_ = false;             // the last exchange, after its connection was there
  int breaks_ = 0;
  char reason_[CURL_ERROR_SIZE] = "";
  // A multi handle, though there is one transfer: the easy interface looks at nothing for up to a second. It also holds
  // the kept connection.
  Multi multi_{curl_multi_init()};
  Easy easy_{curl_easy_init()};
};

// The hub signs its own certificate, and office PCs have dead clocks: no authority and no date can be trusted, only the
// key itself, which came with the enrolment code. libcurl checks the pin before it sends anything.
void CurlTransport::set_trust() {
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  if (is_pin(hub_.pin)) set(CURLOPT_PINNEDPUBLICKEY, hub_.pin.c_str());
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_SSL_CTX_FUNCTION, &CurlTransport::prepare_tls);
  set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
}

void CurlTransport::set_line() {
  const char* proxy = std::getenv("MINSYNC_PROXY");
  set(CURLOPT_PROXY, proxy ? proxy : "");  // empty: none, whatever the environment says
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_USERAGENT, "minsync");
  set(CURLOPT_CONNECTTIMEOUT, kConnectLimit);
  set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  set(CURLOPT_LOW_SPEED_TIME, kSlowLimit);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, kKeepAliveIdle);
  set(CURLOPT_TCP_KEEPINTVL, kKeepAliveStep);
  set(CURLOPT_ERRORBUFFER, reason_);
  set(CURLOPT_WRITEFUNCTION, &BoundedBody::write);
  set(CURLOPT_READFUNCTION, &SentBody::read);
  set(CURLOPT_SEEKFUNCTION, &SentBody::seek);
  set(CURLOPT_OPENSOCKETFUNCTION, &SentBody::open);
  // The trace counts every byte once; CURLINFO_REQUEST_SIZE counts a small body as header too.
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &CurlTransport::count);
  set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
}

int CurlTransport::count(CURL*, curl_infotype type, char*, std::size_t size, void* self) {
  TransferTotals& totals = static_cast<CurlTransport*>(self)->totals_;
  if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT) totals.bytes_sent += size;
  if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN) totals.bytes_received += size;
  return 0;
}

// What a cut leaves of a TLS record is worth nothing, and a record is 16 KiB as a rule.
CURLcode CurlTransport::prepare_tls(CURL*, void* context, void* self) {
  constexpr long kShortRecord = 2048;
  const auto& line = *static_cast<CurlTransport*>(self);
  if (line.breaks_ > 0) SSL_CTX_set_max_send_fragment(static_cast<SSL_CTX*>(context), kShortRecord);
  return CURLE_OK;
}

void CurlTransport::report() {
  const TransferProgress now{sent_before_ + static_cast<std::uint64_t>(get<curl_off_t>(CURLINFO_SIZE_UPLOAD_T)),
                             static_cast<std::uint64_t>(get<curl_off_t>(CURLINFO_SIZE_DOWNLOAD_T))};
  if (!on_progress_ || (now.sent == reported_.sent && now.received == reported_.received)) return;
  reported_ = now;
  on_progress_(now);
}

std::optional<CURLcode> CurlTransport::perform() {
  if (cancel_.load()) return std::nullopt;
  MINSYNC_ASSERT(curl_multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK);
  std::optional<CURLcode> result;
  for (int running = 1; !cancel_.load();) {
    MINSYNC_ASSERT(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
    report();
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      result = message->data.result;
      break;
    }
    curl_multi_poll(multi_.get(), nullptr, 0, kLookMs, nullptr);
  }
  totals_.connections += static_cast<std::uint64_t>(get<long>(CURLINFO_NUM_CONNECTS));
  curl_multi_remove_handle(multi_.get(), easy_.get());  // cuts the connection of an unfinished transfer
  return result;
}

Fault CurlTransport::fault_of(CURLcode code) const {
  const std::string reason = reason_[0] ? reason_ : curl_easy_strerror(code);
  switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {FaultKind::not_allowed, "network.hub_other_key", {hub_.url}, {}};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {FaultKind::unreachable, "network.unreachable_name", {hub_.url}, {}};
    case CURLE_COULDNT_CONNECT:
      return {FaultKind::unreachable, "network.unreachable_refused", {hub_.url, reason}, {}};
    case CURLE_OPERATION_TIMEDOUT:
      return {FaultKind::unreachable, "network.unreachable_slow", {hub_.url}, {}};
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return {FaultKind::unreachable, "network.unreachable_cut", {hub_.url, reason}, {}};
    default:
      return {FaultKind::unreachable, "network.unreachable", {hub_.url, reason}, {}};
  }
}

Headers headers_for(const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const auto& line : lines) list = curl_slist_append(list, line.c_str());
  // "Name:" drops a header that libcurl would send by itself. The front answers Expect too late to be of use.
  for (const char* dropped : {"Accept:", "Expect:"}) list = curl_slist_append(list, dropped);
  MINSYNC_ASSERT(list);
  return Headers(list);
}

std::string upload_line(const std::string& name, const std::string& from) {
  return std::string(kUploadHeader) + ": " + name + " " + from;
}

bool is_break(CURLcode code) {
  return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING ||
         code == CURLE_PARTIAL_FILE || code == CURLE_OPERATION_TIMEDOUT || code == CURLE_SEND_FAIL_REWIND;
}

Result<HttpAnswer> CurlTransport::post(const std::string& path, const std::string& content_type, std::string body,
                                       std::size_t max_answer_bytes) {
  if (!is_pin(hub_.pin)) return fail(FaultKind::not_allowed, "network.hub_key_unknown");
  const PipeSignalHeldOff held_off;
  const HeaderLines lines{"Content-Type: " + content_type};
  sent_before_ = 0;
  return body.size() < kWorthKeeping ? exchange(path, lines, body, max_answer_bytes)
                                     : carry_on(path, lines, body, max_answer_bytes);
}

// For as long as each connection brings the hub further, a line that is cut again and again gets the body through.
Result<HttpAnswer> CurlTransport::carry_on(const std::string& path, const HeaderLines& lines, std::string_view body,
                                           std::size_t max_answer_bytes) {
  const auto name = upload_name(body);
  int fruitless = 0;
  for (std::size_t from = 0;;) {
    auto with_name = lines;
    with_name.push_back(upload_line(name, std::to_string(from)));
    sent_before_ = from;
    auto answer = exchange(path, with_name, body.substr(from), max_answer_bytes);
    if (answer && answer->status == kGone && from > 0) {
      from = 0;
      continue;
    }
    if (answer || !broke_) return answer;
    ++breaks_;
    const auto kept = kept_by_hub(path, lines, name);
    if (!kept || *kept > body.size()) return answer;
    fruitless = *kept > from ? 0 : fruitless + 1;
    if (fruitless == kFruitless) return answer;
    from = *kept;
  }
}

// How much of a body the hub has; nothing where it cannot be asked.
std::optional<std::size_t> CurlTransport::kept_by_hub(const std::string& path, const HeaderLines& lines,
                                                      const std::string& name) {
  constexpr std::size_t kMaxDigits = 20;
  auto asking = lines;
  asking.push_back(upload_line(name, "?"));
  for (const auto time : {kAfterBreak, kAfterSilence}) {
    if (!pause(time)) return std::nullopt;
    const auto answer = exchange(path, asking, {}, kMaxDigits);
    if (!answer) continue;
    std::size_t kept = 0;
    const auto* const last = answer->body.data() + answer->body.size();
    const bool is_number = std::from_chars(answer->body.data(), last, kept).ptr == last && !answer->body.empty();
    return answer->status == 200 && is_number ? std::optional(kept) : std::nullopt;
  }
  return std::nullopt;
}

bool CurlTransport::pause(std::chrono::milliseconds time) const {
  const auto until = std::chrono::steady_clock::now() + time;
  while (!cancel_.load() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kLookMs / 2));
  }
  return !cancel_.load();
}

Result<HttpAnswer> CurlTransport::exchange(const std::string& path, const HeaderLines& lines, std::string_view body,
                                           std::size_t max_answer_bytes) {
  const Headers headers = headers_for(lines);
  BoundedBody answer{{}, max_answer_bytes, false};
  set(CURLOPT_URL, (hub_.url + path).c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  SentBody sent{body, false};
  set(CURLOPT_POST, 1L);
  set(CURLOPT_READDATA, static_cast<void*>(&sent));
  set(CURLOPT_SEEKDATA, static_cast<void*>(&sent));
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&sent));
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  reason_[0] = '\0';
  reported_ = {};
  ++totals_.requests;
  broke_ = false;
  auto code = perform();
  if (!code) return fail(FaultKind::interrupted, "network.interrupted");
  if (answer.overrun) {
    return fail(FaultKind::failed, "network.answer_too_large", {hub_.url, std::to_string(max_answer_bytes)});
  }
  if (*code == CURLE_COULDNT_CONNECT && sent.begun) {
    code = CURLE_SEND_ERROR;
    reason_[0] = '\0';
  }
  broke_ = is_break(*code) && (sent.begun || get<curl_off_t>(CURLINFO_PRETRANSFER_TIME_T) > 0);
  if (*code != CURLE_OK) return fail(fault_of(*code));
  const auto retry_after = std::clamp<curl_off_t>(get<curl_off_t>(CURLINFO_RETRY_AFTER), 0, kMaxRetryAfter);
  return HttpAnswer{static_cast<int>(get<long>(CURLINFO_RESPONSE_CODE)), std::move(answer.text),
                    static_cast<int>(retry_after)};
}

}  // namespace

std::unique_ptr<Transport> make_curl_transport(HubAddress hub, const std::atomic<bool>& cancel,
                                               std::function<void(TransferProgress)> on_progress) {
  static std::once_flag once;
  std::call_once(once, [] { MINSYNC_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  return std::make_unique<CurlTransport>(std::move(hub), cancel, std::move(on_progress));
}

}  // namespace minsync
