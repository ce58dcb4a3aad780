#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/review/conflicts.h"
#include "hub/storage/snapshot.h"

namespace minsync {
namespace {

struct ConflictOptions {
  bool all = false, reveal = false;
  std::string id, keep, reason;
};

std::string side_text(const HubContext& context, const nlohmann::json& side) {
  const auto& value = side["value"];
  const auto text = value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
  return context.text("hub.conflict_side", {text, side["author"].get<std::string>(), side["time"].get<std::string>()});
}

void print_conflict(const HubContext& context, const OpenConflict& conflict, const nlohmann::json& json) {
  const Form& form = *conflict.form;
  const Field& field = *form.field(form.group(conflict.state.number)->fields.front());
  const bool open = json["state"] == "open";
  context.line(context.text(open ? "hub.conflict_open" : "hub.conflict_notice",
                            {json["id"].get<std::string>(), name_of(conflict.unit), form.label.in(context.language()),
                             field.label.in(context.language())}));
  context.line("  " + context.text("hub.conflict_current", {side_text(context, json["current"])}));
  context.line("  " + context.text("hub.conflict_incoming", {side_text(context, json["incoming"])}));
}

Status list(HubContext& context, const ConflictOptions& options) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  std::vector<OpenConflict> conflicts;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(conflicts, conflicts_of(*store, *forms, options.all));
  }
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(*store));
  MINSYNC_ASSIGN(const auto disclosure,
                 context.disclose(options.reveal, {"conflict list", "", conflicts.size(), {options.all ? "all" : ""}}));
  auto document = nlohmann::json{{"conflicts", nlohmann::json::array()}};
  for (const auto& conflict : conflicts) {
    auto json = conflict_json(*conflict.form, conflict.record, conflict.state, authors, disclosure);
    json["org"] = code_of(conflict.unit);
    if (!context.json) print_conflict(context, conflict, json);
    document["conflicts"].push_back(std::move(json));
  }
  if (context.json) context.print(document);
  if (!context.json && conflicts.empty()) context.note(context.text("hub.no_conflicts"));
  return {};
}

Status resolve(HubContext& context, const ConflictOptions& options) {
  if (options.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(FaultKind::usage, "hub.reason_missing");
  }
  MINSYNC_ASSIGN(const auto reason, reason_text(options.reason));
  MINSYNC_ASSIGN(const auto id, parse_conflict_id(options.id));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_TRY(context.act(
      {AuditAction::conflict_decided, options.id, {"keep=" + options.keep.substr(0, options.keep.find('='))}},
      [&](HubStore& s) { return resolve_conflict(s, ingest, hub, id.first, id.second, options.keep, reason); }));
  if (!context.json) {
    context.line(context.text("hub.conflict_resolved"));
    return {};
  }
  MINSYNC_ASSIGN(const auto* form, store->records().form_of(id.first));
  MINSYNC_ASSIGN(const auto record, store->records().load(*form, id.first));
  if (record)
    context.print(
        {{"id", options.id}, {"state", "decided"}, {"record", record_json(*form, *record, Disclosure::masked)}});
  return {};
}

}  // namespace

void add_conflict(Command app, HubContext& context) {
  auto options = std::make_shared<ConflictOptions>();
  auto conflict = app.add_command("conflict", "fields that several offices wrote at the same time");
  conflict.require_command();
  auto list_command = conflict.add_command("list", "open conflicts");
  list_command.add_flag("--all", options->all, "also values that were overwritten and can be put back");
  list_command.add_flag("--reveal", options->reveal, kAboutReveal);
  list_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return list(context, *options); }; });
  add_notices(conflict, context);
  auto resolve_command = conflict.add_command("resolve", "decide one");
  resolve_command.add_option("ID", options->id, "from conflict list").required();
  resolve_command.add_option("--keep", options->keep, "current | incoming | base | value=…").required();
  resolve_command.add_option("--reason", options->reason, "why; stays with the record").required();
  resolve_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return resolve(context, *options); }; });
}

}  // namespace minsync
