#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/conflicts.h"
#include "client/cli/line.h"
#include "client/cli/records.h"
#include "client/store/attached_files.h"
#include "client/store/rescued.h"
#include "client/store/set_aside.h"
#include "client/store/watermark.h"

namespace minsync {
namespace {

struct StatusOptions {};

struct Counts {
  std::int64_t records = 0, outbox = 0, unanswered = 0, refused = 0, held = 0, conflicts = 0, overwritten = 0;
  std::int64_t set_aside = 0;
  std::size_t rescued = 0;
  BackedUp safe;
  WaitingFiles files;
};

Result<Counts> count(ClientStore& store) {
  Counts counts;
  for (const auto& form : store.forms().forms()) {
    MINSYNC_ASSIGN(const auto records, store.records().count(*form));
    counts.records += records;
  }
  MINSYNC_ASSIGN(counts.outbox, store.count_outbox(OutboxState::pending));
  MINSYNC_ASSIGN(counts.unanswered, store.count_outbox(OutboxState::waiting));
  MINSYNC_ASSIGN(counts.refused, store.count_outbox(OutboxState::refused));
  MINSYNC_ASSIGN(counts.files, count_files_to_send(store));
  MINSYNC_ASSIGN(counts.safe, backed_up(store));
  MINSYNC_ASSIGN(counts.held, store.count_outbox(OutboxState::held));
  MINSYNC_ASSIGN(counts.set_aside, count_aside(store));
  MINSYNC_ASSIGN(const auto rescued, rescued_values(store));
  counts.rescued = rescued.size();
  MINSYNC_TRY(each_conflict(store, [&](const FoundConflict& found) {
    ++(found.rule->policy == MergePolicy::review ? counts.conflicts : counts.overwritten);
  }));
  return counts;
}

Json status_json(const Context& context, const ClientStore& store, const Counts& counts, const SyncState& sync) {
  const auto& own = store.enrolment();
  const auto& address = context.config().text("hub.address");
  return {{"device", own.device.value.text()},
          {"org", unit_code(own.unit)},
          {"role", role_name(own.role)},
          {"hub", address.empty() ? own.hub_url : address},
          {"epoch", own.epoch},
          {"records", counts.records},
          {"outbox", counts.outbox},
          {"waiting", counts.unanswered},
          {"refused", counts.refused},
          {"files", {{"waiting", counts.files.count}, {"bytes", counts.files.bytes}}},
          {"held", counts.held},
          {"received", counts.safe.received},
          {"backed_up", counts.safe.safe},
          {"conflicts", counts.conflicts},
          {"overwritten", counts.overwritten},
          {"set_aside", counts.set_aside},
          {"rescued", counts.rescued},
          {"last_sync", sync.last_sync_ms == 0 ? Json(nullptr) : Json(time_text(sync.last_sync_ms))},
          {"complete", sync.complete},
          {"bytes_sent", sync.bytes_sent},
          {"bytes_received", sync.bytes_received}};
}

Result<int> run(Context& context, const StatusOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(auto snapshot, Transaction::begin_read(store->database()));
  MINSYNC_ASSIGN(const auto counts, count(*store));
  MINSYNC_ASSIGN(const auto sync, store->sync_state());
  const auto document = status_json(context, *store, counts, sync);
  if (context.json) {
    context.print_json(document);
    return kDone;
  }
  const auto& own = store->enrolment();
  context.print(context.text("client.status_who", {unit_name(own.unit), unit_code(own.unit), own.hub_name,
                                                   document["hub"].get<std::string>()}));
  context.print(context.text(
      "client.status_counts",
      {std::to_string(counts.records), std::to_string(counts.outbox), std::to_string(counts.refused),
       std::to_string(counts.conflicts), std::to_string(counts.overwritten), std::to_string(counts.held)}));
  if (counts.safe.received > 0) {
    context.print(context.text("client.status_backed_up",
                               {std::to_string(counts.safe.received), std::to_string(counts.safe.safe)}));
  }
  if (counts.set_aside > 0) {
    context.print(context.text("client.status_aside", {std::to_string(counts.set_aside)}));
  }
  if (counts.rescued > 0) context.print(context.text("client.status_rescued", {std::to_string(counts.rescued)}));
  if (counts.files.count > 0) {
    context.print(
        context.text("client.status_files", {std::to_string(counts.files.count), size_text(counts.files.bytes)}));
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
