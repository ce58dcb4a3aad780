#include "hub/api/quarantine.h"

#include <nlohmann/json.hpp>

#include "hub/admin/late_edits.h"
#include "hub/admin/words.h"
#include "hub/api/late_edits.h"
#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"

namespace minsync {
namespace {

nlohmann::json batch_json(const HubContext& context, const AuthorNames& names, const Quarantined& one) {
  const auto author = names({one.device, {}, {}});
  const auto head = decode_batch_head(one.batch);
  return {{"id", one.number},
          {"device", one.device.value.text()},
          {"name", author.name},
          {"org", author.org},
          {"came", time_text(one.at_ms)},
          {"bytes", one.batch.size()},
          {"late", is_late(one)},
          {"edits", head ? head->edits : 0},
          {"reason", context.text(is_late(one) ? "hub.late_edits" : one.reason, one.args)}};
}

// An edit that can be read and not be judged: it waits, and is tried again with every batch of its device.
nlohmann::json edit_json(const HubContext& context, const AuthorNames& names, const Edit& edit,
                         const Receipt& receipt) {
  const auto author = names(edit.id);
  return {{"id", nullptr},
          {"device", edit.id.device.value.text()},
          {"name", author.name},
          {"org", author.org},
          {"record", edit.record.value.text()},
          {"form", edit.form},
          {"sequence", edit.id.sequence.value},
          {"reason", context.text(receipt.reason, receipt.args)}};
}

Result<nlohmann::json> everything(HubContext& context, HubStore& store) {
  MINSYNC_ASSIGN(const auto names, AuthorNames::read(store));
  auto all = nlohmann::json::array();
  MINSYNC_ASSIGN(const auto batches, store.quarantined());
  for (const auto& one : batches) all.push_back(batch_json(context, names, one));
  MINSYNC_ASSIGN(const auto waiting, store.all_waiting());
  for (const auto& one : waiting) {
    MINSYNC_ASSIGN(const auto receipt, store.receipt(one.edit.id, edit_digest(one.edit)));
    if (!receipt || receipt->kind != ReceiptKind::quarantined) continue;
    all.push_back(edit_json(context, names, one.edit, *receipt));
  }
  return all;
}

Status list(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto all, everything(context, *store));
  if (context.json) {
    context.print({{"quarantined", all}});
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    const bool late = one.value("late", false);
    rows.push_back({one["id"].is_null() ? one["record"].get<std::string>() : one["id"].dump(),
                    late ? one["device"].get<std::string>() : "", one["name"].get<std::string>(),
                    late ? one["edits"].dump() : "", one["reason"].get<std::string>()});
  }
  if (rows.empty()) {
    context.note(context.text("hub.nothing_quarantined"));
  } else {
    context.line(table(rows));
  }
  return {};
}

// `number` 0: all of them.
Status retry(HubContext& context, std::uint64_t number) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto all, store->quarantined());
  std::uint64_t read = 0, left = 0;
  for (const auto& one : all) {
    if ((number != 0 && one.number != number) || is_late(one)) continue;
    RetriedBatch retried;
    MINSYNC_TRY(
        context.act({AuditAction::quarantine_retried, std::to_string(one.number), {}}, [&](HubStore& s) -> Status {
          MINSYNC_ASSIGN(retried, retry_unread(s, ingest, one));
          return {};
        }));
    ++(retried.read ? read : left);
  }
  if (number != 0 && read + left == 0) {
    return fail(FaultKind::bad_input, "hub.no_such_quarantined", {std::to_string(number)});
  }
  if (number == 0) {
    MINSYNC_TRY(
        context.act({AuditAction::quarantine_retried, "", {}}, [&](HubStore& s) { return retry_waiting(s, ingest); }));
  }
  MINSYNC_ASSIGN(const auto still, everything(context, *store));
  left = still.size();
  if (context.json) {
    context.print({{"read", read}, {"left", left}});
  } else {
    context.line(context.text("hub.quarantine_retried", {std::to_string(read), std::to_string(left)}));
  }
  return {};
}

}  // namespace

void add_quarantine(Command app, HubContext& context) {
  auto quarantine =
      app.add_command("quarantine", "edits that this program cannot read yet, or that came from a revoked computer");
  quarantine.require_command();
  quarantine.add_command("list", "what is kept, and why").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
  auto number = std::make_shared<std::uint64_t>(0);
  auto command = quarantine.add_command("retry", "try again, after an upgrade");
  command.add_option("ID", *number, "from quarantine list; all if not given");
  command.on_chosen([&context, number] { context.command = [&context, number] { return retry(context, *number); }; });
  add_late_edits(quarantine, context);
}

}  // namespace minsync
