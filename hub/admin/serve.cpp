#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <thread>

#include "hub/admin/context.h"
#include "hub/api/hub_service.h"
#include "hub/console/console.h"
#include "hub/duplicates/follower.h"
#include "hub/front/front.h"
#include "hub/front/private_network.h"
#include "hub/front/public_socket.h"
#include "hub/front/supervisor.h"
#include "hub/storage/store_location.h"
#include "hub/users/two_persons.h"
#include "shared/config/config.h"
#include "shared/logging/log.h"
#include "shared/process/confined.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

// Set by SIGINT and SIGTERM.
volatile std::sig_atomic_t stop_asked = 0;
void ask_to_stop(int) {
  stop_asked = 1;
}

struct ServeOptions {
  std::string listen;  // flag; else as configured
  bool no_front = false, join = false;
};

void announce(const std::string& url) {
  std::cout << "ready " << url << std::endl;
}

// Until a signal comes; restarts the front when it dies.
void watch(const HubContext& context, Front* front) {
  while (stop_asked == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (front == nullptr || front->running()) continue;
    context.note(context.text("hub.front_restarted"));
    log(LogLevel::warning, "the front ended unexpectedly and is started again");
    if (const auto status = front->restart(); !status) context.note(say(context.language(), status.error()));
  }
}

std::string host_of(const std::string& listen) {
  const auto host = listen.substr(0, listen.rfind(':'));
  const bool any = host.empty() || host == "*" || host == "0.0.0.0" || host == "[::]";
  return any ? "127.0.0.1" : host;
}

Status remember_address(HubContext& context, const std::string& address) {
  return context.act({AuditAction::served, address, {}},
                     [&](HubStore& s) { return s.set_setting("address", address); });
}

// What the hub itself keeps open: databases of 32 workers, logs, files, the listener's own.
constexpr std::size_t kOwnFiles = 220, kLeastSmallRequests = 16, kMostSmallRequests = 256;

Result<std::unique_ptr<Front>> start_front(HubContext& context, int public_socket, int inner_port,
                                           const std::string& secret) {
  MINSYNC_ASSIGN(const auto key, read_private_key((fs::path(context.folder) / "tls.key").string()));
  FrontConfig config;
  config.folder = (fs::path(context.folder) / "front").string();
  config.public_socket = public_socket;
  config.inner_port = inner_port;
  config.secret = secret;
  // The largest batch and its envelope.
  config.max_body_bytes = kMaxBatchBytes + 64 * 1024;
  const std::size_t files = std::max(raise_open_files(), kOwnFiles);
  config.small_requests = std::clamp(files - kOwnFiles, kLeastSmallRequests, kMostSmallRequests);
  MINSYNC_ASSIGN(config.tls_pem, key.tls_pem("minsync-hub"));
  return Front::start(config);
}

FileLimits file_limits(const Config& config) {
  return {static_cast<std::uint64_t>(config.number("files.max_bytes")),
          static_cast<std::uint64_t>(config.number("files.day_bytes"))};
}

struct Open {
  std::unique_ptr<HubService> service;
  std::unique_ptr<console::Console> console;
  std::unique_ptr<DuplicateFollower> duplicates;
  std::unique_ptr<HttpServer> server;  // ends first
};

Result<Open> open_hub(HubContext& context, const Config& config, const std::string& secret) {
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_TRY(open_log(context.folder, log_level(config.text("log.level"))));
  Open open;
  MINSYNC_ASSIGN(open.service, HubService::open(context.folder, *forms, secret, file_limits(config)));
  open.console = std::make_unique<console::Console>(open.service->serving());
  open.service->serve_console([console = open.console.get()](const HttpRequest& r) { return console->answer(r); });
  open.duplicates = std::make_unique<DuplicateFollower>(open.service->serving());
  HttpLimits limits;
  limits.workers = 32;
  limits.queue = 512;
  auto* const service = open.service.get();
  MINSYNC_ASSIGN(open.server, HttpServer::start(
                                  0, limits, [service](const HttpRequest& request) { return service->answer(request); },
                                  [service](const HttpRequest& request) { return service->admits(request); }));
  return open;
}

Status serve_bare(HubContext& context, const Config& config) {
  MINSYNC_ASSIGN(const auto hub, open_hub(context, config, ""));
  context.note(context.text("hub.without_front"));
  announce("http://127.0.0.1:" + std::to_string(hub.server->port()));
  watch(context, nullptr);
  return {};
}

// In a process of its own, which the supervisor starts again when it falls.
Status serve(HubContext& context, const Config& config, const PublicSocket& socket, const Supervision::Ready& ready,
             bool again) {
  const auto secret = hex(random_bytes<32>());
  MINSYNC_ASSIGN(const auto hub, open_hub(context, config, secret));
  MINSYNC_ASSIGN(const auto front, start_front(context, socket.fd(), hub.server->port(), secret));
  const auto address = host_of(config.text("serve.listen")) + ":" + std::to_string(socket.port());
  if (!again) MINSYNC_TRY(remember_address(context, address));
  log(LogLevel::info, "serving at " + address);
  ready(hub.server->port());
  if (!again) announce("https://" + address);
  watch(context, front.get());
  log(LogLevel::info, "stopped");
  close_log();
  return {};
}

int serve_and_report(HubContext& context, const std::function<Status()>& work) {
  const auto status = work();
  std::cout.flush();
  if (!status) context.note(say(context.language(), status.error()));
  return status ? 0 : static_cast<int>(status.error().kind);
}

// This process keeps nothing open in the hub's folder: SQLite's connections may not be taken over a fork.
Status serve_supervised(HubContext& context, const Config& config) {
  context.close_store();
  MINSYNC_ASSIGN(const auto socket, PublicSocket::open(config.text("serve.listen")));
  MINSYNC_ASSIGN(const bool stays, needs_network(context.folder));
  const Status left = stays ? Status(fail(FaultKind::failed, "hub.inner_open_for_database")) : enter_private_network();
  if (!left) context.note(say(context.language(), left.error()));
  Supervision supervision;
  supervision.serve = [&](const Supervision::Ready& ready, bool again) {
    return serve_and_report(context, [&] { return serve(context, config, socket, ready, again); });
  };
  supervision.ended_unasked = [&] { context.note(context.text("hub.restarted")); };
  std::cout.flush();
  std::exit(supervise(supervision));
}

Status configured(HubContext& context, const ServeOptions& options) {
  if (options.no_front != options.join) return fail(FaultKind::usage, "hub.no_front_needs_join");
  std::map<std::string, std::string> flags;
  if (!options.listen.empty()) flags["serve.listen"] = options.listen;
  MINSYNC_ASSIGN(const auto config, Config::load(Program::hub, context.folder, flags));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const bool held, is_held(*store));
  if (held) return fail(FaultKind::not_allowed, "users.restore_unconfirmed");
  return options.no_front ? serve_bare(context, config) : serve_supervised(context, config);
}

}  // namespace

void add_serve(Command app, HubContext& context) {
  auto options = std::make_shared<ServeOptions>();
  auto command = app.add_command("serve", "serve clients until Ctrl-C");
  command.add_option("--listen", options->listen, "address and port, 127.0.0.1:8443; port 0 takes a free one");
  command.add_flag("--no-front", options->no_front, "development: plain HTTP on loopback, behind a front of your own");
  command.add_flag("--join", options->join, "with --no-front");
  command.on_chosen(
      [&context, options] { context.command = [&context, options] { return configured(context, *options); }; });
}

}  // namespace minsync
