#include "hub/recovery/backup.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/api/epoch.h"

namespace minsync {
namespace {

nlohmann::json summary_json(const BackupSummary& summary) {
  auto partitions = nlohmann::json::array();
  for (const auto& partition : summary.checkpoint.partitions) {
    partitions.push_back({{"org", code_of(UnitId{partition.id.value})},
                          {"entries", partition.entries},
                          {"version", partition.last.value},
                          {"chain", hex(partition.chain)}});
  }
  return {{"hub", summary.checkpoint.hub.value.text()},
          {"epoch", summary.checkpoint.epoch},
          {"time", time_text(summary.checkpoint.at_ms)},
          {"entries", summary.entries},
          {"partitions", std::move(partitions)}};
}

Status backup(HubContext& context, const std::string& file) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto summary, back_up(*store, context.folder, file, now_ms()));
  MINSYNC_TRY(context.act({AuditAction::backup_made, file, {}}, HubContext::nothing_else));
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  if (context.json) {
    auto document = summary_json(summary);
    document["file"] = file;
    document["bytes"] = error ? 0 : bytes;
    context.print(document);
  } else {
    context.line(
        context.text("hub.backed_up", {file, std::to_string((error ? 0 : bytes) >> 10), std::to_string(summary.entries),
                                       std::to_string(summary.checkpoint.partitions.size())}));
    context.note(context.text("hub.backup_secret"));
  }
  return {};
}

// A restored hub that has its three administrators is shut until two of them have confirmed it: the first runs the same
// command again, in the folder that is there by now.
Result<bool> waits_for_two(HubContext& context) {
  auto store = context.store();
  if (!store) return store.error().id == "common.cannot_open" ? Result<bool>(false) : fail(store.error());
  return is_held(**store);
}

Status confirm_restore(HubContext& context, const std::string& file) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto epoch, epoch_of(*store));
  MINSYNC_TRY(context.confirm_by_second({TwoPersons::restore, "restore " + file, {file, std::to_string(epoch)}}));
  MINSYNC_TRY(context.act({AuditAction::restored, file, {"confirmed"}}, release_restored));
  if (context.json) {
    context.print({{"folder", context.folder}, {"epoch", epoch}, {"held", false}});
  } else {
    context.line(context.text("users.restore_released", {context.folder}));
  }
  return {};
}

Status restore(HubContext& context, const std::string& file) {
  MINSYNC_ASSIGN(const bool waiting, waits_for_two(context));
  if (waiting) return confirm_restore(context, file);
  context.close_store();
  MINSYNC_ASSIGN(const auto summary, restore_backup(file, context.folder, now_ms()));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto epoch, epoch_of(*store));
  MINSYNC_TRY(context.act({AuditAction::restored, file, {"epoch=" + std::to_string(epoch)}}, HubContext::nothing_else));
  MINSYNC_ASSIGN(const bool held, is_held(*store));
  if (context.json) {
    auto document = summary_json(summary);
    document["folder"] = context.folder;
    document["epoch"] = epoch;
    document["held"] = held;
    context.print(document);
  } else {
    context.line(context.text("hub.restored", {file, time_text(summary.checkpoint.at_ms), context.folder}));
  }
  if (held) return fail(FaultKind::partial, "users.restore_held", {context.folder});
  context.note(context.text("users.two_persons_not_yet"));
  return {};
}

}  // namespace

void add_backup(Command app, HubContext& context) {
  auto file = std::make_shared<std::string>();
  auto backup_command = app.add_command("backup", "a verified copy of everything as one file, also while it serves");
  backup_command.add_option("-o,--output", *file, "the file to write").required();
  backup_command.on_chosen([&context, file] { context.command = [&context, file] { return backup(context, *file); }; });
  auto restore_command = app.add_command("restore", "make a hub of a backup, in a new or empty --data folder");
  restore_command.add_option("FILE", *file, "the backup").required();
  restore_command.on_chosen(
      [&context, file] { context.command = [&context, file] { return restore(context, *file); }; });
}

}  // namespace minsync
