#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/ingest/moves.h"

namespace minsync {
namespace {

struct MoveOptions {
  std::string id, org, reason;
};

Status move(HubContext& context, const MoveOptions& options) {
  MINSYNC_ASSIGN(const auto id, parse_record_id(options.id));
  MINSYNC_ASSIGN(const auto to, context.unit(options.org));
  MINSYNC_ASSIGN(const auto reason, reason_text(options.reason));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  std::size_t count = 0;
  MINSYNC_TRY(context.act({AuditAction::record_moved, options.id, {"to=" + code_of(to), "reason=" + reason}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(count, move_record(s, ingest, hub, id, to, reason));
                            return {};
                          }));
  if (context.json) {
    context.print({{"id", options.id}, {"org", code_of(to)}, {"moved", count}});
  } else {
    context.line(context.text("hub.record_now_moved", {std::to_string(count), code_of(to), name_of(to)}));
  }
  return {};
}

}  // namespace

void add_record_move(Command record, HubContext& context) {
  auto options = std::make_shared<MoveOptions>();
  auto command = record.add_command("move", "to another org unit, with the records that stand under it");
  command.add_option("ID", options->id).required();
  command.add_option("ORG", options->org, "code of the org unit").required();
  command.add_option("--reason", options->reason, "why; stays with the record");
  command.on_chosen([&context, options] { context.command = [&context, options] { return move(context, *options); }; });
}

}  // namespace minsync
