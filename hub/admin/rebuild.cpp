#include "hub/recovery/rebuild.h"

#include <nlohmann/json.hpp>

#include "hub/admin/context.h"
#include "hub/recovery/backup.h"
#include "hub/storage/hub_backup_file.h"
#include "hub/storage/snapshot.h"

namespace minsync {
namespace {

constexpr std::size_t kMostDifferences = 1000;

struct RebuildOptions {
  bool verify = false;
  std::string from;
};

// Where the rebuild begins: nothing, or a backup of this same hub.
Result<std::unique_ptr<HubStore>> beginning(HubContext& context, const std::string& from) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  if (from.empty()) return scratch_hub_store(*forms);
  MINSYNC_ASSIGN(const auto summary, verify_backup(from));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_ASSIGN(auto file, HubBackupFile::open(from));
  const bool ours = summary.checkpoint.hub == hub.device.id && file.signer().point() == hub.key.public_key().point();
  if (!ours) return fail(FaultKind::integrity, "hub.checkpoint_of_other", {from});
  return file.scratch(*forms);
}

Status report(HubContext& context, const Replayed& played, const std::vector<Difference>& found) {
  if (context.json) {
    auto list = nlohmann::json::array();
    for (const auto& one : found) list.push_back({{"kind", one.kind}, {"key", one.key}, {"difference", one.text}});
    context.print({{"equal", found.empty()},
                   {"partitions", played.partitions},
                   {"entries", played.entries},
                   {"merged", played.merged},
                   {"differences", std::move(list)}});
  } else if (found.empty()) {
    context.line(context.text("hub.rebuild_equal", {std::to_string(played.entries), std::to_string(played.partitions),
                                                    std::to_string(played.merged)}));
  } else {
    for (const auto& one : found) context.line(one.kind + "  " + one.key + "  " + one.text);
  }
  if (found.empty()) return {};
  const bool cut = found.size() == kMostDifferences;
  return fail(FaultKind::integrity, "hub.rebuild_differs", {std::to_string(found.size()) + (cut ? "+" : "")});
}

Status rebuild(HubContext& context, const RebuildOptions& options) {
  if (!options.verify) return fail(FaultKind::usage, "hub.rebuild_verify_only");
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto rebuilt, beginning(context, options.from));
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto played, replay_journal(*store, *rebuilt, ingest));
  MINSYNC_ASSIGN(const auto found, differences(*store, *rebuilt, *forms, kMostDifferences));
  return report(context, played, found);
}

}  // namespace

void add_rebuild(Command app, HubContext& context) {
  auto options = std::make_shared<RebuildOptions>();
  auto command = app.add_command("rebuild", "make all records anew from the journal, to compare with what is here");
  command.add_flag("--verify", options->verify, "compare; nothing here is changed");
  command.add_option("--from", options->from, "begin with a backup of this hub instead of nothing");
  command.on_chosen(
      [&context, options] { context.command = [&context, options] { return rebuild(context, *options); }; });
}

}  // namespace minsync
