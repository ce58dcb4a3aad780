#include "hub/admin/late_edits.h"

#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/api/late_edits.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

struct Choice {
  std::uint64_t number = 0;
  std::string device, reason;
};

// One by its number, or all of a device, the oldest first.
Result<std::vector<Quarantined>> chosen(HubStore& store, const Choice& choice) {
  if ((choice.number == 0) == choice.device.empty()) return fail(FaultKind::usage, "hub.late_which");
  const auto device = Uuid::parse(choice.device);
  MINSYNC_ASSIGN(auto all, store.quarantined());
  std::erase_if(all, [&](const Quarantined& one) {
    const bool wanted = choice.number != 0 ? one.number == choice.number : device && one.device.value == *device;
    return !wanted || !is_late(one);
  });
  if (all.empty()) return fail(FaultKind::bad_input, "hub.late_none");
  return all;
}

std::string edits_in(const Quarantined& one) {
  const auto head = decode_batch_head(one.batch);
  return "edits=" + std::to_string(head ? head->edits : 0);
}

Status take(HubContext& context, const Choice& choice) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto all, chosen(*store, choice));
  IngestReport sum;
  for (const auto& one : all) {
    IngestReport report;
    MINSYNC_TRY(context.act({AuditAction::quarantine_taken,
                             std::to_string(one.number),
                             {"device=" + one.device.value.text(), edits_in(one)}},
                            [&](HubStore& s) -> Status {
                              MINSYNC_ASSIGN(report, take_late(s, ingest, one));
                              return {};
                            }));
    sum.merged += report.merged + report.held;
    sum.duplicate += report.duplicate;
    sum.waiting += report.waiting + report.quarantined;
    sum.refused += report.refused;
  }
  if (context.json) {
    context.print({{"taken", all.size()},
                   {"merged", sum.merged},
                   {"duplicate", sum.duplicate},
                   {"waiting", sum.waiting},
                   {"refused", sum.refused}});
  } else {
    context.line(context.text("hub.late_taken",
                              {std::to_string(all.size()), std::to_string(sum.merged), std::to_string(sum.duplicate),
                               std::to_string(sum.waiting), std::to_string(sum.refused)}));
  }
  return {};
}

Status dismiss(HubContext& context, const Choice& choice) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto all, chosen(*store, choice));
  for (const auto& one : all) {
    MINSYNC_TRY(context.act({AuditAction::quarantine_dismissed,
                             std::to_string(one.number),
                             {"device=" + one.device.value.text(), edits_in(one), "reason=" + choice.reason}},
                            [&](HubStore& s) { return s.drop_quarantined(one.number); }));
  }
  if (context.json) {
    context.print({{"dismissed", all.size()}});
  } else {
    context.line(context.text("hub.late_dismissed", {std::to_string(all.size())}));
  }
  return {};
}

void add_choice(Command command, const std::shared_ptr<Choice>& choice) {
  command.add_option("ID", choice->number, "from quarantine list");
  command.add_option("--device", choice->device, "all of this computer instead");
}

}  // namespace

void add_late_edits(Command quarantine, HubContext& context) {
  auto choice = std::make_shared<Choice>();
  auto take_command =
      quarantine.add_command("take", "merge late edits of a revoked computer, with its office's rights");
  add_choice(take_command, choice);
  take_command.on_chosen(
      [&context, choice] { context.command = [&context, choice] { return take(context, *choice); }; });
  auto dismiss_command = quarantine.add_command("dismiss", "put late edits aside for good");
  add_choice(dismiss_command, choice);
  dismiss_command.add_option("--reason", choice->reason, "for the audit log").required();
  dismiss_command.on_chosen(
      [&context, choice] { context.command = [&context, choice] { return dismiss(context, *choice); }; });
}

}  // namespace minsync
