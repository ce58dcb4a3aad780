#include <filesystem>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/api/bundle_in.h"
#include "hub/api/bundle_out.h"
#include "hub/api/device_keys.h"
#include "hub/api/late_edits.h"
#include "hub/storage/snapshot.h"
#include "shared/crypto/cms.h"
#include "shared/files/whole_file.h"

namespace minsync {
namespace {

struct Sum {
  std::uint64_t merged = 0, duplicate = 0, waiting = 0, refused = 0, quarantined = 0, unread = 0;

  void add(const TakenBatch& taken) {
    merged += taken.report.merged;
    duplicate += taken.report.duplicate;
    waiting += taken.report.waiting;
    refused += taken.report.refused;
    quarantined += taken.report.quarantined + (taken.quarantined ? 1 : 0);
    unread += taken.unread && !taken.quarantined ? 1 : 0;
  }
};

Result<OpenBundle> read_bundle(HubContext& context, HubStore& store, const std::string& path) {
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, store));
  UnsealedBundle unsealed;
  {
    MINSYNC_ASSIGN(const auto file, read_whole(path, kMaxBundleBytes));
    if (!is_cms_envelope(file)) return fail(FaultKind::bad_input, "hub.not_a_bundle", {path});
    MINSYNC_ASSIGN(unsealed, unseal_bundle(hub.key, file));
  }
  if (unsealed.kind != MessageKind::bundle_up) return fail(FaultKind::bad_input, "hub.not_a_bundle", {path});
  return open_bundle(unsealed);
}

// What somebody tried to bring in without a right to is written down, as by line.
Status refused(HubContext& context, const Fault& fault, const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  if (fault.kind == FaultKind::not_allowed || fault.kind == FaultKind::integrity) {
    MINSYNC_TRY(context.act({AuditAction::access_refused, name, {"reason=" + fault.id}}, HubContext::nothing_else));
  }
  return fail(fault);
}

// A bundle whose author's key ended: nothing of it is merged, all of it is kept.
Status import_late(HubContext& context, HubStore& store, const OpenBundle& bundle, const std::string& reason) {
  std::uint64_t edits = 0;
  for (const auto& part : bundle.parts) {
    MINSYNC_ASSIGN(const auto late, late_edits_in(store, bundle.head, part, reason));
    if (!late) continue;
    bool kept = false;
    MINSYNC_TRY(
        context.act({AuditAction::bundle_taken, late->device.value.text(), {"late=1"}}, [&](HubStore& s) -> Status {
          MINSYNC_ASSIGN(kept, keep_late(s, *late, now_ms()));
          return {};
        }));
    if (kept) edits += late->batch.head.edits;
  }
  const auto device = bundle.head.asking.device.value.text();
  if (context.json) context.print({{"device", device}, {"late", edits}});
  if (edits == 0) return fail(FaultKind::not_allowed, "hub.late_bundle_known", {device});
  return fail(FaultKind::partial, "hub.late_bundle_kept", {device, std::to_string(edits)});
}

// Each part is durable by itself, so that the offices on the line do not wait for a large bundle.
Status import(HubContext& context, const std::string& path) {
  MINSYNC_ASSIGN(auto* store, context.store());
  const auto bundle = read_bundle(context, *store, path);
  if (!bundle) return refused(context, bundle.error(), path);
  const auto author = author_of(*store, bundle->head);
  if (!author && is_ended_key(author.error())) return import_late(context, *store, *bundle, author.error().id);
  if (!author) return refused(context, author.error(), path);
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  Sum sum;
  for (const auto& part : bundle->parts) {
    TakenBatch taken;
    MINSYNC_TRY(context.act({AuditAction::bundle_taken, author->id.value.text(), {}}, [&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(taken, take_bundle_part(s, ingest, *author, bundle->head, part));
      return {};
    }));
    sum.add(taken);
  }
  if (context.json) {
    context.print({{"device", author->id.value.text()},
                   {"org", code_of(author->unit)},
                   {"parts", bundle->parts.size()},
                   {"merged", sum.merged},
                   {"duplicate", sum.duplicate},
                   {"waiting", sum.waiting},
                   {"refused", sum.refused},
                   {"quarantined", sum.quarantined},
                   {"unread", sum.unread}});
  } else {
    context.line(context.text("hub.bundle_taken",
                              {name_of(author->unit), std::to_string(sum.merged), std::to_string(sum.duplicate),
                               std::to_string(sum.waiting), std::to_string(sum.refused)}));
  }
  const auto open = sum.waiting + sum.refused + sum.quarantined + sum.unread;
  if (open == 0) return {};
  return fail(FaultKind::partial, "hub.bundle_in_part", {std::to_string(open)});
}

Status export_for(HubContext& context, const std::string& text, const std::string& path) {
  const auto id = Uuid::parse(text);
  if (!id) return fail(FaultKind::bad_input, "hub.no_such_device", {text.substr(0, 100)});
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  SealedBundle sealed;
  UnitId unit;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    MINSYNC_ASSIGN(const auto device, store->find_device(DeviceId{*id}));
    if (!device) return fail(FaultKind::bad_input, "hub.no_such_device", {text});
    unit = device->unit;
    MINSYNC_ASSIGN(sealed, make_down_bundle(*store, ingest, hub, *device, kMaxBundleBytes / 2));
  }
  MINSYNC_TRY(write_whole(path, sealed.file));
  if (context.json) {
    context.print({{"file", path},
                   {"device", id->text()},
                   {"org", code_of(unit)},
                   {"records", sealed.records},
                   {"receipts", sealed.receipts},
                   {"bytes", sealed.file.size()},
                   {"complete", sealed.complete}});
  } else {
    context.line(context.text("hub.bundle_written",
                              {path, name_of(unit), std::to_string(sealed.records), std::to_string(sealed.receipts)}));
  }
  return {};
}

}  // namespace

void add_bundle(Command app, HubContext& context) {
  auto bundle = app.add_command("bundle", "USB bundles of offices without a line");
  bundle.require_command();
  auto file = std::make_shared<std::string>();
  auto import_command = bundle.add_command("import", "take an office's bundle in");
  import_command.add_option("FILE", *file, "the bundle").required();
  import_command.on_chosen([&context, file] { context.command = [&context, file] { return import(context, *file); }; });
  auto device = std::make_shared<std::string>();
  auto output = std::make_shared<std::string>();
  auto export_command = bundle.add_command("export", "receipts and changes for one computer");
  export_command.add_option("--device", *device, "from device list").required();
  export_command.add_option("-o,--output", *output, "file to write").required();
  export_command.on_chosen([&context, device, output] {
    context.command = [&context, device, output] { return export_for(context, *device, *output); };
  });
}

}  // namespace minsync
