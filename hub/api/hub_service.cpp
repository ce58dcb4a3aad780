#include "hub/api/hub_service.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "hub/api/bundle_out.h"
#include "hub/api/device_keys.h"
#include "hub/api/enrolment.h"
#include "hub/api/key_change.h"
#include "hub/api/late_edits.h"
#include "hub/audit/audit_log.h"
#include "hub/ingest/bundle_keys.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::string_view kSyncPath = "/v1/sync", kFilePath = "/v1/file";

std::int64_t now_ms() {
  return static_cast<std::int64_t>(wall_clock_ms());
}

int status_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::not_allowed:
      return 403;
    case FaultKind::integrity:
      return 409;
    case FaultKind::unreachable:
      return 503;
    case FaultKind::bad_input:
    case FaultKind::usage:
      return 400;
    default:
      return 500;
  }
}

HttpResponse error_response(const Fault& fault) {
  HttpResponse response;
  response.status = status_of(fault.kind);
  response.content_type = "application/json";
  if (response.status == 503) response.headers["Retry-After"] = "2";
  response.body = nlohmann::json{{"error", {{"id", fault.id}, {"args", fault.args}}}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
  return response;
}

// Compares in constant time, so that the secret cannot be guessed byte by byte.
bool equal_secret(const std::string& a, const std::string& b) {
  return hmac_sha256("front", a) == hmac_sha256("front", b);
}

// Whom a request says it is from; nobody has verified that.
std::string claimed_by(const std::string& body) {
  const auto message = std::string_view(body).substr(0, body.size() - std::min(body.size(), kSignatureSize));
  const auto request = decode_request(message);
  return request ? "device " + request->device.value.text() : "unknown";
}

}  // namespace

Result<std::unique_ptr<HubService>> HubService::open(const std::string& folder, const FormCatalogue& forms,
                                                     std::string front_secret, const FileLimits& limits) {
  MINSYNC_ASSIGN(auto serving, ServingStore::open(folder, forms));
  return std::unique_ptr<HubService>(new HubService(std::move(serving), std::move(front_secret), limits));
}

HttpResponse HubService::answer(const HttpRequest& request) {
  auto response = route(request);
  return response ? std::move(*response) : error_response(response.error());
}

bool HubService::is_from_front(const HttpRequest& request) const {
  const auto secret = request.headers.find("x-minsync-front");
  const std::string given = secret == request.headers.end() ? std::string() : secret->second;
  return front_secret_.empty() || equal_secret(given, front_secret_);
}

bool HubService::admits(const HttpRequest& request) const {
  return is_from_front(request) && request.method == "POST" && (request.path == kSyncPath || request.path == kFilePath);
}

Result<HttpResponse> HubService::route(const HttpRequest& request) {
  if (!is_from_front(request)) {
    return refused("a process of this machine", {FaultKind::not_allowed, "hub.not_through_front", {}, {}});
  }
  if (console_ && (request.path == "/console" || request.path.starts_with("/console/"))) return console_(request);
  HttpResponse response;
  if (request.method == "POST" && request.path == kSyncPath) {
    MINSYNC_ASSIGN(response.body, sync(request.body));
  } else if (request.method == "POST" && request.path == kFilePath) {
    MINSYNC_ASSIGN(response.body, file(request.body));
  } else if (request.method == "POST" && request.path == "/v1/enrol") {
    MINSYNC_ASSIGN(response.body, enrol(request.body));
    response.content_type = "application/json";
  } else if (request.method == "POST" && request.path == "/v1/key") {
    MINSYNC_ASSIGN(response.body, change_key(request.body));
    response.content_type = "application/json";
  } else if (request.method == "GET" && request.path == "/v1/health") {
    response.body = R"({"ok":true})";
    response.content_type = "application/json";
  } else {
    response = error_response({FaultKind::usage, "hub.no_such_path", {request.method, request.path}, {}});
    response.status = 404;
  }
  return response;
}

Result<std::string> HubService::enrol(const std::string& body) {
  MINSYNC_ASSIGN(const auto request, read_enrol_request(body));
  std::string answer;
  const auto enrolled = write([&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(const auto enrolment, enrol_device(store, request, now_ms()));
    const auto& device = enrolment.device;
    MINSYNC_ASSIGN(const auto about, context(store));
    if (device.role == Role::county) MINSYNC_TRY(publish_bundle_keys(store, about, serving_->identity()));
    MINSYNC_ASSIGN(answer, write_enrol_answer(store, about, serving_->identity(), device));
    return audit(store, now_ms(),
                 {enrolment.again ? AuditAction::device_enrolled_again : AuditAction::device_enrolled,
                  "device " + device.id.value.text(),
                  std::to_string(device.unit.value),
                  {"role=" + role_name(device.role)}});
  });
  if (enrolled) return answer;
  return refused("enrolment", enrolled.error());
}

Result<std::string> HubService::change_key(const std::string& body) {
  MINSYNC_ASSIGN(const auto request, read_key_request(body));
  const auto actor = "device " + request.device.value.text();
  const auto changed = write([&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(const bool fresh, change_device_key(store, request, now_ms()));
    if (!fresh) return {};
    MINSYNC_ASSIGN(const auto device, store.find_device(request.device));
    MINSYNC_ASSIGN(const auto about, context(store));
    if (device->role == Role::county) MINSYNC_TRY(publish_bundle_keys(store, about, serving_->identity()));
    return audit(store, now_ms(), {AuditAction::device_key_changed, actor, "", {}});
  });
  if (changed) return write_key_answer(request);
  return refused(actor, changed.error());
}

// Edits that come by a key which counts no more are kept; they and the refusal are written down before the answer.
tl::unexpected<Fault> HubService::refused_sync(const std::string& body, Fault fault) {
  if (is_ended_key(fault)) {
    const auto kept = write([&](HubStore& store) -> Status {
      MINSYNC_ASSIGN(const auto all, late_edits_in(store, body, fault.id));
      for (const auto& late : all) MINSYNC_TRY(keep_late(store, late, now_ms()));
      return {};
    });
    if (!kept && kept.error().kind != FaultKind::not_allowed) return fail(kept.error());
    if (!kept) (void)refused(claimed_by(body), kept.error());
  }
  return refused(claimed_by(body), std::move(fault));
}

// What is refused for lack of a right is written down before the answer says so. Where that cannot be done, the answer
// is that.
tl::unexpected<Fault> HubService::refused(const std::string& actor, Fault fault) {
  if (fault.kind != FaultKind::not_allowed) return fail(std::move(fault));
  const auto times = refusals_.due(actor, fault.id, now_ms());
  if (!times) return fail(std::move(fault));
  auto written = write([&](HubStore& store) {
    return audit(store, now_ms(),
                 {AuditAction::access_refused, actor, "", {"reason=" + fault.id, "times=" + std::to_string(*times)}});
  });
  return written ? fail(std::move(fault)) : fail(std::move(written).error());
}

Result<std::string> HubService::file(const std::string& body) {
  MINSYNC_ASSIGN(auto reader, serving_->take_reader());
  auto request = [&]() -> Result<VerifiedFileRequest> {
    MINSYNC_TRY(reader->begin_read());
    MINSYNC_ASSIGN(const auto about, context(*reader));
    auto read = read_file_request(*reader, about, body);
    reader->end_read();
    return read;
  }();
  serving_->put_reader(std::move(reader));
  if (!request) return refused("a device, for a file", std::move(request).error());
  const auto bytes = bytes_to_take(files_, *request, file_limits_);
  bool within_quota = true;
  MINSYNC_TRY(write([&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(within_quota, admit_file_request(store, *request, bytes, file_limits_, now_ms()));
    return {};
  }));
  MINSYNC_ASSIGN(const auto answer, answer_file_request(files_, *request, file_limits_, within_quota));
  return sign_message(serving_->identity().key, encode_file_answer(answer));
}

Result<SyncAnswer> HubService::read_answer(const VerifiedRequest& request, Taken taken) {
  MINSYNC_ASSIGN(auto reader, serving_->take_reader());
  auto answer = [&]() -> Result<SyncAnswer> {
    MINSYNC_TRY(reader->begin_read());
    MINSYNC_ASSIGN(const auto about, context(*reader));
    auto read = read_whole_answer(*reader, about, serving_->identity(), request, std::move(taken));
    reader->end_read();
    return read;
  }();
  serving_->put_reader(std::move(reader));
  return answer;
}

// While the writer does one step, the next one's edits are read.
Result<Taken> HubService::take(VerifiedRequest& request) {
  Taken taken;
  Status all;
  std::future<Status> under_way;
  const auto finish = [&](std::size_t step) {
    if (auto status = under_way.get(); all) all = std::move(status);
    forget_step(request, step);
  };
  std::size_t step = 0;
  for (; all && step < steps_of(request); ++step) {
    read_step(serving_->forms(), request, step);
    auto posted = serving_->committer().post([this, &request, &taken, step](HubStore& store) -> Status {
      MINSYNC_ASSIGN(const auto about, context(store));
      return take_step(store, about, request, step, taken);
    });
    if (step > 0) finish(step - 1);
    under_way = std::move(posted);
  }
  finish(step - 1);
  if (!all) return fail(std::move(all).error());
  return taken;
}

Result<std::string> HubService::sync(const std::string& body) {
  MINSYNC_ASSIGN(auto reader, serving_->take_reader());
  auto request = read_sync_request(*reader, body);
  serving_->put_reader(std::move(reader));
  if (!request) return refused_sync(body, std::move(request).error());
  auto taken = take(*request);
  if (!taken) return refused_sync(body, std::move(taken).error());
  MINSYNC_ASSIGN(auto answer, read_answer(*request, std::move(*taken)));
  answer.clock_ms = static_cast<std::uint64_t>(now_ms());
  return sign_message(serving_->identity().key, encode_answer(answer));
}

}  // namespace minsync
