#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/line.h"
#include "client/cli/records.h"
#include "client/documents/office_status.h"

namespace minsync {
namespace {

struct StatusOptions {};

Result<int> run(Context& context, const StatusOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(const auto status, office_status(*store, context.config().text("hub.address")));
  if (context.json) {
    context.print_json(status_json(status));
    return kDone;
  }
  const auto& own = store->enrolment();
  const auto& sync = status.sync;
  context.print(
      context.text("client.status_who", {unit_name(own.unit), unit_code(own.unit), own.hub_name, status.hub}));
  context.print(context.text(
      "client.status_counts",
      {std::to_string(status.records), std::to_string(status.outbox), std::to_string(status.refused),
       std::to_string(status.conflicts), std::to_string(status.overwritten), std::to_string(status.held)}));
  if (status.safe.received > 0) {
    context.print(context.text("client.status_backed_up",
                               {std::to_string(status.safe.received), std::to_string(status.safe.safe)}));
  }
  if (status.set_aside > 0) {
    context.print(context.text("client.status_aside", {std::to_string(status.set_aside)}));
  }
  if (status.rescued > 0) context.print(context.text("client.status_rescued", {std::to_string(status.rescued)}));
  if (status.files.count > 0) {
    context.print(
        context.text("client.status_files", {std::to_string(status.files.count), size_text(status.files.bytes)}));
  }
  if (sync.last_sync_ms == 0) {
    context.print(context.text("client.status_never"));
  } else {
    const auto time = local_time(static_cast<std::uint64_t>(sync.last_sync_ms));
    context.print(sync.complete ? context.text("client.status_complete", {time})
                                : context.text("client.status_partly", {time}));
  }
  return kDone;
}

}  // namespace

void add_status(Commands& commands) {
  commands.on(commands.add(commands.program, "status", "client.about_status"), std::make_shared<StatusOptions>(), run);
}

}  // namespace minsync
