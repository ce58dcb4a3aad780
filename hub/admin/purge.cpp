// record purge, record restore: what was removed long ago, and what comes late for it.
#include <nlohmann/json.hpp>

#include "hub/admin/edit_words.h"
#include "hub/documents/history_json.h"
#include "hub/ingest/purging.h"
#include "hub/storage/snapshot.h"

namespace minsync {
namespace {

constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;

struct PurgeOptions {
  std::int32_t days = 400;
};

Status purge(HubContext& context, const PurgeOptions& options) {
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  std::uint64_t records = 0;
  MINSYNC_TRY(context.act({AuditAction::records_purged, "", {"days=" + std::to_string(options.days)}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(records, purge_removed(s, ingest, ingest.now_ms - options.days * kDayMs));
                            return {};
                          }));
  if (context.json) {
    context.print({{"purged", records}, {"days", options.days}});
  } else {
    context.line(context.text("hub.purged", {std::to_string(records), std::to_string(options.days)}));
  }
  return {};
}

struct RestoreOptions {
  std::string id, reason;
  bool list = false, refuse = false, reveal = false;
};

Status list_late(HubContext& context, bool reveal) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  std::vector<LateFor> all;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(all, late_for_purged(*store));
  }
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(*store));
  MINSYNC_ASSIGN(const auto disclosure, context.disclose(reveal, {"record restore --list", "", all.size(), {}}));
  nlohmann::json document = {{"records", nlohmann::json::array()}};
  for (const auto& late : all) {
    MINSYNC_ASSIGN(const auto* form, forms->get(late.purged.form));
    document["records"].push_back({{"id", late.purged.record.value.text()},
                                   {"form", form->name},
                                   {"held", held_json(*form, late.held, authors, disclosure)}});
    if (context.json) continue;
    context.line(form->label.in(context.language()) + "  " + late.purged.record.value.text());
    for (const auto& one : late.held) {
      context.line(context.text("hub.late_line", held_words(context, *form, one, authors, disclosure)));
    }
  }
  if (context.json) {
    context.print(document);
  } else if (all.empty()) {
    context.line(context.text("hub.nothing_late"));
  }
  return {};
}

Status restore(HubContext& context, const RestoreOptions& options) {
  if (options.list) return list_late(context, options.reveal);
  if (options.id.empty()) return fail(FaultKind::usage, "hub.restore_which");
  MINSYNC_ASSIGN(const auto id, parse_record_id(options.id));
  MINSYNC_ASSIGN(const auto reason, reason_text(options.reason));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  std::uint64_t refused = 0;
  MINSYNC_TRY(context.act(
      {AuditAction::late_decided, options.id, {options.refuse ? "refused" : "restored", "reason=" + reason}},
      [&](HubStore& s) -> Status {
        if (!options.refuse) return restore_purged(s, ingest, hub, id, reason);
        MINSYNC_ASSIGN(refused, refuse_late(s, ingest, id));
        return {};
      }));
  if (context.json) {
    context.print({{"id", options.id}, {"restored", !options.refuse}, {"refused", refused}});
  } else {
    context.line(context.text(options.refuse ? "hub.late_refused" : "hub.record_restored",
                              {options.id, std::to_string(refused)}));
  }
  return {};
}

}  // namespace

void add_purge(Command record, HubContext& context) {
  auto purging = std::make_shared<PurgeOptions>();
  auto purge_command = record.add_command("purge", "forget what was removed long ago; the journal keeps it");
  purge_command.add_option("--days", purging->days, "removed at least so many days ago (400)").range(0, 36'500);
  purge_command.on_chosen(
      [&context, purging] { context.command = [&context, purging] { return purge(context, *purging); }; });
  auto restoring = std::make_shared<RestoreOptions>();
  auto restore_command =
      record.add_command("restore", "bring a purged record back, with what came late for it, or refuse that");
  restore_command.add_option("ID", restoring->id);
  restore_command.add_flag("--list", restoring->list, "purged records for which something came late");
  restore_command.add_flag("--reveal", restoring->reveal, std::string("with --list: ") + kAboutReveal);
  restore_command.add_flag("--refuse", restoring->refuse, "it stays removed; what came late stays with its authors");
  restore_command.add_option("--reason", restoring->reason, "why; stays with the record");
  restore_command.on_chosen(
      [&context, restoring] { context.command = [&context, restoring] { return restore(context, *restoring); }; });
}

}  // namespace minsync
