#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct AuditOptions {
  std::size_t limit = 200;
};

Result<int> list(Context& context, const AuditOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto all, reveals(*store, options.limit));
  Json out = {{"entries", Json::array()}};
  std::vector<std::vector<std::string>> rows = {
      {context.text("client.column_time"), context.text("client.column_user"), context.text("client.column_command"),
       context.text("client.column_object"), context.text("client.column_count")}};
  for (const auto& one : all) {
    out["entries"].push_back({{"number", one.number},
                              {"time", time_text(static_cast<std::int64_t>(one.at_ms))},
                              {"action", "values_revealed"},
                              {"user", one.user.empty() ? Json(nullptr) : Json(one.user)},
                              {"command", one.reveal.command},
                              {"object", one.reveal.object},
                              {"count", one.reveal.count}});
    rows.push_back(
        {local_time(one.at_ms), one.user, one.reveal.command, one.reveal.object, std::to_string(one.reveal.count)});
  }
  if (context.json) {
    context.print_json(out);
  } else if (all.empty()) {
    context.note(context.text("client.no_reveals"));
  } else {
    context.print(table(rows));
  }
  return kDone;
}

}  // namespace

void add_audit(Commands& commands) {
  auto audit = commands.add(commands.program, "audit", "client.about_audit");
  audit.require_command();
  auto options = std::make_shared<AuditOptions>();
  auto command = commands.add(audit, "list", "client.about_audit_list");
  command.add_option("--limit", options->limit, commands.context.text("client.about_limit"))
      .type_name("N")
      .range(std::size_t{1}, std::size_t{1'000'000});
  commands.on(command, options, list);
}

}  // namespace minsync
