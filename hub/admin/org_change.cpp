#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/org/org_changes.h"

namespace minsync {
namespace {

struct ChangeOptions {
  std::string code, name, new_code, to, from, reason;
  std::vector<std::string> codes, parts;
  bool abolish = false;
};

using Plan = std::function<Result<OrgChange>(HubContext&, const ChangeOptions&, std::int32_t day)>;

Result<OrgChange> rename(HubContext& context, const ChangeOptions& options, std::int32_t day) {
  MINSYNC_ASSIGN(const auto unit, context.unit(options.code));
  MINSYNC_ASSIGN(const auto name, normalise(options.name));
  return rename_unit(divisions_in_use(), unit, name, options.new_code, day);
}

Result<OrgChange> move(HubContext& context, const ChangeOptions& options, std::int32_t day) {
  MINSYNC_ASSIGN(const auto unit, context.unit(options.code));
  MINSYNC_ASSIGN(const auto parent, context.unit(options.to));
  return move_unit(divisions_in_use(), unit, parent, options.new_code, day);
}

Result<OrgChange> merge(HubContext& context, const ChangeOptions& options, std::int32_t day) {
  std::vector<UnitId> units;
  for (const auto& code : options.codes) {
    MINSYNC_ASSIGN(const auto unit, context.unit(code));
    units.push_back(unit);
  }
  MINSYNC_ASSIGN(const auto into, context.unit(options.to));
  return merge_units(divisions_in_use(), units, into, day);
}

// CODE,NAME,CHILD,CHILD…
Result<NewUnit> read_part(HubContext& context, const std::string& text) {
  std::vector<std::string> cells(1);
  for (const char c : text) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (cells.size() < 3 || cells[1].empty()) return fail(FaultKind::usage, "hub.bad_part", {text.substr(0, 200)});
  NewUnit part{cells[0], {}, {}};
  MINSYNC_ASSIGN(part.name, normalise(cells[1]));
  for (std::size_t i = 2; i < cells.size(); ++i) {
    MINSYNC_ASSIGN(const auto child, context.unit(cells[i]));
    part.children.push_back(child);
  }
  return part;
}

Result<OrgChange> split(HubContext& context, const ChangeOptions& options, std::int32_t day) {
  MINSYNC_ASSIGN(const auto unit, context.unit(options.code));
  std::vector<NewUnit> parts;
  for (const auto& text : options.parts) {
    MINSYNC_ASSIGN(auto part, read_part(context, text));
    parts.push_back(std::move(part));
  }
  return split_unit(divisions_in_use(), unit, parts, options.abolish, day);
}

Status run(HubContext& context, const ChangeOptions& options, const Plan& plan) {
  MINSYNC_ASSIGN(const auto from, read_day(options.from));
  MINSYNC_ASSIGN(const auto reason, reason_text(options.reason));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  OrgReport report;
  MINSYNC_TRY(context.act({AuditAction::units_changed, options.code, {"reason=" + reason}}, [&](HubStore& s) -> Status {
    // Read inside, so that nobody else changes the units meanwhile.
    MINSYNC_ASSIGN(const auto ingest, context.ingest());
    MINSYNC_ASSIGN(const auto change, plan(context, options, from.value_or(today())));
    MINSYNC_ASSIGN(report, carry_out(s, ingest, hub, change, today(), reason));
    return {};
  }));
  if (context.json) {
    context.print({{"decisions", report.decisions}, {"moved", report.moved}});
  } else {
    context.line(context.text("hub.org_changed", {std::to_string(report.decisions), std::to_string(report.moved)}));
  }
  return {};
}

}  // namespace

void add_org_changes(Command org, HubContext& context) {
  auto options = std::make_shared<ChangeOptions>();
  const auto add = [&](const char* name, const char* about, Plan plan) {
    auto command = org.add_command(name, about);
    command.add_option("--from", options->from, "the day from which it holds, YYYY-MM-DD; today if left out");
    command.add_option("--reason", options->reason, "why; stays with the decision");
    command.on_chosen([&context, options, plan = std::move(plan)] {
      context.command = [&context, options, plan] { return run(context, *options, plan); };
    });
    return command;
  };
  auto renamed = add("rename", "another name, another code; the unit stays what it is", rename);
  renamed.add_option("CODE", options->code).required();
  renamed.add_option("--name", options->name);
  renamed.add_option("--code", options->new_code, "codes below it begin with it");
  auto moved = add("move", "under another unit, with all that stands below it", move);
  moved.add_option("CODE", options->code).required();
  moved.add_option("--to", options->to, "code of the unit above").required();
  moved.add_option("--code", options->new_code, "its new code");
  auto merged = add("merge", "into a unit that goes on", merge);
  merged.add_option("CODE", options->codes).required();
  merged.add_option("--into", options->to, "code of that unit").required();
  auto divided = add("split", "parts of it become units of their own", split);
  divided.add_option("CODE", options->code).required();
  divided.add_option("--part", options->parts, "CODE,NAME,CHILD[,CHILD…] of a new unit; may be repeated").required();
  divided.add_flag("--abolish", options->abolish, "nothing of it is left; its own records go to the first part");
}

}  // namespace minsync
