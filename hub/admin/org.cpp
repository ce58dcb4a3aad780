#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

struct OrgOptions {
  std::string under, as_of, code;
};

// Also where there is no hub yet: the built-in units.
const Divisions& divisions_of(HubContext& context) {
  static_cast<void>(context.store());
  return divisions_in_use();
}

Result<UnitId> root_of(HubContext& context, const OrgOptions& options, std::optional<std::int32_t> day) {
  if (!options.under.empty()) return divisions_of(context).get_code(options.under, day);
  MINSYNC_ASSIGN(auto* store, context.store());
  return city_of(*store);
}

Status list(HubContext& context, const OrgOptions& options) {
  const auto& divisions = divisions_of(context);
  MINSYNC_ASSIGN(const auto day, read_day(options.as_of));
  MINSYNC_ASSIGN(const auto root, root_of(context, options, day));
  auto document = nlohmann::json{{"units", nlohmann::json::array()}};
  std::vector<std::vector<std::string>> rows;
  for (const auto* unit : divisions.all(day)) {
    if (!divisions.is_within(unit->id, root, day)) continue;
    if (context.json) document["units"].push_back(unit_json(divisions, *unit));
    const auto depth = static_cast<std::size_t>(unit->level) - 1;
    if (!context.json) rows.push_back({unit->code, std::string(2 * depth, ' ') + unit->name});
  }
  if (context.json) {
    context.print(document);
  } else if (!rows.empty()) {
    context.line(table(rows));
  }
  return {};
}

nlohmann::json day_or_null(std::int32_t day) {
  const bool open = day == INT32_MIN || day == INT32_MAX;
  return open ? nlohmann::json() : nlohmann::json(day_text(day));
}

// The code that the unit had before the day, or has from it.
std::string code_at(UnitId unit, std::int32_t day) {
  const auto& divisions = divisions_in_use();
  const UnitSpan* span = divisions.find(unit, day);
  if (span == nullptr) span = divisions.find(unit, day - 1);
  return span == nullptr ? code_of(unit) : span->code;
}

nlohmann::json detailed_json(const UnitSpan& unit, std::int32_t day) {
  const auto& divisions = divisions_in_use();
  auto json = unit_json(divisions, unit);
  json["from"] = day_or_null(unit.from_day);
  json["to"] = day_or_null(unit.to_day);
  json["lineage"] = nlohmann::json::array();
  for (const auto& step : divisions.lineage(unit.id)) {
    json["lineage"].push_back({{"from", code_at(step.from, step.day - 1)},
                               {"to", code_at(step.to, step.day)},
                               {"day", day_text(step.day)},
                               {"whole", step.whole}});
  }
  json["reported_under"] = nlohmann::json::array();
  for (const auto other : divisions.reported_under(unit.id, day)) {
    json["reported_under"].push_back(code_at(other, day));
  }
  return json;
}

void print_unit(const HubContext& context, const UnitSpan& unit, const nlohmann::json& json) {
  const auto text = [&](const char* key) { return json[key].is_null() ? "" : json[key].get<std::string>(); };
  context.line(unit.code + "  " + unit.name + "  " + level_name(unit.level));
  context.line(context.text("hub.unit_parent", {text("parent")}));
  context.line(context.text("hub.unit_span", {text("from"), text("to")}));
  for (const auto& step : json["lineage"]) {
    context.line(
        context.text(step["whole"].get<bool>() ? "hub.lineage_whole" : "hub.lineage_part",
                     {step["day"].get<std::string>(), step["from"].get<std::string>(), step["to"].get<std::string>()}));
  }
  std::string under;
  for (const auto& code : json["reported_under"]) under += " " + code.get<std::string>();
  context.line(context.text("hub.unit_reported", {under}));
}

// Abolished units and those of another time are shown as well: this is where one looks them up.
Status show(HubContext& context, const OrgOptions& options) {
  const auto& divisions = divisions_of(context);
  MINSYNC_ASSIGN(const auto day, read_day(options.as_of));
  const UnitSpan* unit = divisions.find_code(options.code, day);
  if (unit == nullptr) unit = divisions.find_code(options.code);
  if (unit == nullptr) {
    MINSYNC_ASSIGN(const auto id, divisions.get_code(options.code, day));
    unit = divisions.find(id);
  }
  if (const UnitSpan* then = day ? divisions.find(unit->id, day) : nullptr) unit = then;
  const auto json = detailed_json(*unit, day.value_or(today()));
  if (context.json) {
    context.print(json);
  } else {
    print_unit(context, *unit, json);
  }
  return {};
}

}  // namespace

void add_org(Command app, HubContext& context) {
  auto options = std::make_shared<OrgOptions>();
  auto org = app.add_command("org", "org units with their codes of each time");
  org.require_command();
  auto list_command = org.add_command("list", "units of the city, or of one unit");
  list_command.add_option("--under", options->under, "this unit and everything below it");
  list_command.add_option("--as-of", options->as_of, "as on this day, YYYY-MM-DD");
  list_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return list(context, *options); }; });
  auto show_command = org.add_command("show", "one unit, where it came from and what became of it");
  show_command.add_option("CODE", options->code).required();
  show_command.add_option("--as-of", options->as_of, "as on this day, YYYY-MM-DD");
  show_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return show(context, *options); }; });
  add_org_changes(org, context);
}

}  // namespace minsync
