#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <thread>

#include "hub/admin/context.h"
#include "hub/api/hub_service.h"
#include "hub/front/front.h"
#include "shared/config/config.h"
#include "shared/logging/log.h"
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

Result<std::unique_ptr<Front>> start_front(HubContext& context, const std::string& listen, int inner_port,
                                           const std::string& secret) {
  MINSYNC_ASSIGN(const auto key, read_private_key((fs::path(context.folder) / "tls.key").string()));
  FrontConfig config;
  config.folder = (fs::path(context.folder) / "front").string();
  config.listen = listen;
  config.inner_port = inner_port;
  config.secret = secret;
  // The largest batch and its envelope.
  config.max_body_bytes = kMaxBatchBytes + 64 * 1024;
  MINSYNC_ASSIGN(config.tls_pem, key.tls_pem("minsync-hub"));
  return Front::start(config);
}

FileLimits file_limits(const Config& config) {
  return {static_cast<std::uint64_t>(config.number("files.max_bytes")),
          static_cast<std::uint64_t>(config.number("files.day_bytes"))};
}

Status serve(HubContext& context, const ServeOptions& options, const Config& config) {
  if (options.no_front != options.join) return fail(FaultKind::usage, "hub.no_front_needs_join");
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_TRY(open_log(context.folder, log_level(config.text("log.level"))));
  const auto secret = options.no_front ? std::string() : hex(random_bytes<32>());
  MINSYNC_ASSIGN(const auto service, HubService::open(context.folder, *forms, secret, file_limits(config)));
  HttpLimits limits;
  limits.workers = 32;
  limits.queue = 512;
  MINSYNC_ASSIGN(const auto server, HttpServer::start(0, limits, [&service](const HttpRequest& request) {
                   return service->answer(request);
                 }));
  if (options.no_front) {
    context.note(context.text("hub.without_front"));
    announce("http://127.0.0.1:" + std::to_string(server->port()));
    watch(context, nullptr);
    return {};
  }
  const std::string& listen = config.text("serve.listen");
  MINSYNC_ASSIGN(const auto front, start_front(context, listen, server->port(), secret));
  const auto address = host_of(listen) + ":" + std::to_string(front->port());
  MINSYNC_TRY(remember_address(context, address));
  log(LogLevel::info, "serving at " + address);
  announce("https://" + address);
  watch(context, front.get());
  log(LogLevel::info, "stopped");
  close_log();
  return {};
}

Status configured(HubContext& context, const ServeOptions& options) {
  std::map<std::string, std::string> flags;
  if (!options.listen.empty()) flags["serve.listen"] = options.listen;
  MINSYNC_ASSIGN(const auto config, Config::load(Program::hub, context.folder, flags));
  return serve(context, options, config);
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
