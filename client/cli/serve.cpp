#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/local/guard.h"
#include "client/local/instance.h"
#include "client/local/listener.h"
#include "client/local/local_service.h"
#include "client/local/search_follower.h"
#include "client/local/slow_desk.h"
#include "shared/files/whole_file.h"

namespace minsync {
namespace {

struct ServeOptions {
  std::string listen;
  bool open = false;
};

std::filesystem::path leading_file(const Context& context) {
  return std::filesystem::absolute(std::filesystem::path(context.data) / "serve.html");
}

// Opens a file that leads to the link, since the words of a command line are no secret on this machine. Where there is
// no browser, the link on the terminal does.
Status open_in_browser(const Context& context, const std::string& link) {
  const auto path = leading_file(context).string();
  MINSYNC_TRY(write_whole(path, "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url=" + link +
                                    "\"><title>Minsync</title>\n"));
  std::string program = "xdg-open", file = path;
  // Nobody waits for it.
  std::signal(SIGCHLD, SIG_IGN);
  char* words[] = {program.data(), file.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // Standard output is for the program that waits for "ready".
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, program.c_str(), &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) context.note(context.text("local.no_browser", {link}));
  return {};
}

std::string link_of(const std::string& address, const LocalKeys& keys) {
  return address + std::string(kStartPath) + "?once=" + keys.once();
}

Result<Instance> claim(const Context& context, const ServeOptions& options) {
  auto instance = Instance::claim(context.data);
  // Whoever clicks a second time wants to see the page.
  if (!instance && instance.error().id == "local.runs_already" && options.open) {
    MINSYNC_TRY(open_in_browser(context, instance.error().args.front()));
  }
  return instance;
}

Status run_until_told(Context& context, ClientStore& store, Listener& listener, Instance& instance, LocalKeys& keys,
                      const std::string& address) {
  const Guard guard(listener.port(), keys);
  const LocalSettings settings{
      context.language(), context.config().text("hub.address"), context.lock_after_ms(), guard.cookie_name(),
      std::min<std::uint64_t>(kLongestPageFile,
                              static_cast<std::uint64_t>(context.config().number("files.max_bytes")))};
  LocalService service(store, keys, settings, Context::now_ms);
  MINSYNC_ASSIGN(const bool paused, is_paused(store));
  MINSYNC_ASSIGN(const auto window, window_of(store, context.config().text("sync.window")));
  BackgroundSync sync({context.data, context.config().text("hub.address"), window}, paused);
  const SearchFollower follower(context.data);
  service.sync_with(sync);
  SlowDesk desk(context.data, keys, settings, sync, Context::now_ms);
  Status told;
  const Answering asked{[&](const LocalRequest& head) -> std::optional<LocalReply> {
                          const auto refusal = guard.judge(head);
                          if (!refusal) return std::nullopt;
                          const Fault fault{FaultKind::not_allowed, std::string(refusal->message), {}, {}};
                          return refusal_reply(head, refusal->status, language_of(head, context.language()), fault);
                        },
                        [&](const LocalRequest& request) {
                          const auto link = keys.once();
                          auto reply = service.answer(request);
                          if (keys.once() != link) told = instance.tell(link_of(address, keys));
                          return reply;
                        },
                        longest_body,
                        [&](const LocalRequest& request) { return desk.work_for(request, service.session()); }};
  listener.run(asked, *context.cancel);
  return told;
}

Result<int> serve(Context& context, const ServeOptions& options) {
  // Nobody's records are shown by this alone: the page asks for the PIN.
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  const auto& named = options.listen.empty() ? context.config().text("serve.listen") : options.listen;
  const auto address = ListenAddress::parse(named);
  if (!address) return fail(FaultKind::usage, "config.need_listen", {"--listen", named});
  MINSYNC_ASSIGN(auto instance, claim(context, options));
  MINSYNC_ASSIGN(auto listener, Listener::open(*address, {}));
  LocalKeys keys;
  const auto url =
      "http://" + (address->host == "localhost" ? "127.0.0.1" : address->host) + ":" + std::to_string(listener->port());
  const auto link = link_of(url, keys);
  MINSYNC_TRY(instance.tell(link));
  context.print("ready " + url);
  context.print("open " + link);
  MINSYNC_TRY(context.flush());
  if (options.open) MINSYNC_TRY(open_in_browser(context, link));
  MINSYNC_TRY(run_until_told(context, *store, *listener, instance, keys, url));
  std::error_code gone_already;
  std::filesystem::remove(leading_file(context), gone_already);
  return kDone;
}

}  // namespace

void add_serve(Commands& commands) {
  auto options = std::make_shared<ServeOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "serve", "local.about");
  command.add_option("--listen", options->listen, context.text("local.about_listen")).type_name("127.0.0.1:7320");
  command.add_flag("--open", options->open, context.text("local.about_open"));
  commands.on(command, options, serve);
}

}  // namespace minsync
