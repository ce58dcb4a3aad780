#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/documents/sync_report.h"
#include "client/exchange/taken_bundle.h"
#include "client/store/bundle_shelf.h"
#include "client/sync/up_bundle.h"
#include "shared/files/whole_file.h"

namespace minsync {
namespace {

struct ExportOptions {
  std::string file, device;
};
struct ImportOptions {
  std::string file;
};
struct ListOptions {};

// The hub's reply to a township's bundle that this county's computer brought.
Result<int> export_reply(Context& context, ClientStore& store, const ExportOptions& options) {
  MINSYNC_ASSIGN(const auto bundles, shelved(store));
  for (const auto& bundle : bundles) {
    if (bundle.device.value.text() != options.device || bundle.answer.reply.empty()) continue;
    MINSYNC_TRY(write_whole(options.file, bundle.answer.reply));
    if (context.json) {
      context.print_json(
          Json{{"file", options.file}, {"device", options.device}, {"bytes", bundle.answer.reply.size()}});
    } else {
      context.print(context.text("client.reply_written", {options.file}));
    }
    return kDone;
  }
  return fail(FaultKind::bad_input, "client.no_reply", {options.device});
}

Result<int> export_bundle(Context& context, const ExportOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  if (!options.device.empty()) return export_reply(context, *store, options);
  MINSYNC_ASSIGN(const auto key, store->device_key());
  MINSYNC_ASSIGN(const auto made, make_bundle(*store, key, Context::now_ms()));
  MINSYNC_TRY(write_whole(options.file, made.file));
  if (context.json) {
    context.print_json(
        Json{{"file", options.file}, {"edits", made.edits}, {"left", made.left}, {"bytes", made.file.size()}});
    return kDone;
  }
  context.print(context.text("client.bundle_written", {options.file, std::to_string(made.edits)}));
  if (made.left > 0) context.note(context.text("client.bundle_left", {std::to_string(made.left)}));
  return kDone;
}

Result<int> tell_down(Context& context, ClientStore& store, const StoredBundle& stored) {
  const auto& counts = stored.counts;
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  MINSYNC_ASSIGN(const auto left, store.count_unsent());
  if (context.json) {
    context.print_json(Json{{"bundle", "down"},
                            {"receipts", answer_counts_json(counts)},
                            {"pulled", counts.pulled},
                            {"outbox", left},
                            {"outdated", stored.outdated},
                            {"gap", counts.gap},
                            {"complete", sync.complete}});
  } else {
    const auto answered = counts.applied + counts.parallel + counts.overwritten + counts.in_review + counts.waiting +
                          counts.refused + counts.quarantined + counts.held;
    context.print(context.text("client.bundle_stored",
                               {std::to_string(answered), std::to_string(counts.pulled), std::to_string(left)}));
  }
  if (stored.outdated) context.note(context.text("client.bundle_outdated"));
  if (counts.gap) context.note(context.text("client.bundle_gap"));
  if (counts.copied) context.note(context.text("client.copied"));
  const auto open = counts.in_review + counts.waiting + counts.refused + counts.quarantined + counts.held;
  if (open > 0) {
    context.note(
        context.text("client.synced_in_part", {std::to_string(counts.refused), std::to_string(counts.in_review),
                                               std::to_string(counts.waiting), std::to_string(counts.quarantined)}));
  }
  return open > 0 || counts.gap ? static_cast<int>(FaultKind::partial) : kDone;
}

Result<int> tell_up(Context& context, const TakenBundle& taken) {
  const auto device = taken.device.value.text();
  if (context.json) {
    context.print_json(Json{{"bundle", "up"}, {"device", device}, {"parts", taken.parts}, {"new", taken.fresh}});
  } else {
    context.print(context.text(taken.fresh ? "client.bundle_shelved" : "client.bundle_known", {device}));
  }
  return kDone;
}

Result<int> import_bundle(Context& context, const ImportOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto file, read_whole(options.file, kMaxBundleBytes));
  MINSYNC_ASSIGN(const auto taken, take_bundle(*store, file, options.file, Context::now_ms()));
  return taken.down ? tell_down(context, *store, taken.stored) : tell_up(context, taken);
}

std::string state_of(const ShelvedBundle& bundle) {
  if (!bundle.answer.reason.empty()) return "refused";
  return bundle.sent == bundle.parts ? "sent" : "waiting";
}

Json shelved_json(const ShelvedBundle& bundle) {
  const auto& answer = bundle.answer;
  return {{"device", bundle.device.value.text()},
          {"org", answer.unit.value == 0 ? Json(nullptr) : Json(unit_code(answer.unit))},
          {"imported", time_text(bundle.imported_ms)},
          {"state", state_of(bundle)},
          {"reason", answer.reason},
          {"parts", bundle.parts},
          {"sent", bundle.sent},
          {"merged", answer.merged},
          {"duplicate", answer.duplicate},
          {"waiting", answer.waiting},
          {"refused", answer.refused},
          {"quarantined", answer.quarantined},
          {"reply", !answer.reply.empty()}};
}

std::string shelved_text(const Context& context, const ShelvedBundle& bundle) {
  const auto& answer = bundle.answer;
  const auto state = state_of(bundle);
  if (state == "refused") return say(context.language(), answer.reason, answer.args);
  if (state == "waiting") return context.text("client.bundle_waits");
  return context.text("client.bundle_taken", {std::to_string(answer.merged), std::to_string(answer.duplicate),
                                              std::to_string(answer.waiting), std::to_string(answer.refused)});
}

Result<int> list(Context& context, const ListOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto bundles, shelved(*store));
  if (context.json) {
    Json out = {{"bundles", Json::array()}};
    for (const auto& bundle : bundles) out["bundles"].push_back(shelved_json(bundle));
    context.print_json(out);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& bundle : bundles) {
    rows.push_back({bundle.device.value.text(), bundle.answer.unit.value == 0 ? "" : unit_name(bundle.answer.unit),
                    local_time(static_cast<std::uint64_t>(bundle.imported_ms)), shelved_text(context, bundle)});
  }
  if (rows.empty()) {
    context.note(context.text("client.no_bundles"));
  } else {
    context.print(table(rows));
  }
  return kDone;
}

}  // namespace

void add_bundle(Commands& commands) {
  const auto& context = commands.context;
  auto bundle = commands.add(commands.program, "bundle", "client.about_bundle");
  bundle.require_command();
  auto exporting = std::make_shared<ExportOptions>();
  auto export_command = commands.add(bundle, "export", "client.about_bundle_export");
  export_command.add_option("-o,--output", exporting->file, context.text("client.about_file")).required();
  export_command.add_option("--device", exporting->device, context.text("client.about_bundle_device")).type_name("ID");
  commands.on(export_command, exporting, export_bundle);
  auto importing = std::make_shared<ImportOptions>();
  auto import_command = commands.add(bundle, "import", "client.about_bundle_import");
  import_command.add_option("FILE", importing->file, context.text("client.about_file")).required();
  commands.on(import_command, importing, import_bundle);
  commands.on(commands.add(bundle, "list", "client.about_bundle_list"), std::make_shared<ListOptions>(), list);
}

}  // namespace minsync
