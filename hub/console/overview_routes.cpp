#include <algorithm>
#include <map>
#include <set>

#include "hub/console/handlers.h"
#include "hub/documents/hub_json.h"
#include "hub/documents/names.h"
#include "hub/duplicates/decisions.h"
#include "hub/review/conflicts.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

struct Standing {
  std::map<std::string, std::uint64_t> records;  // by form
  std::set<UnitId> covered;                      // townships with a record
  std::uint64_t devices = 0, waiting = 0, held = 0, quarantined = 0, conflicts = 0;
  std::int64_t last_contact_ms = 0;
};

// What is of the unit itself, of each unit right below it, and of all of them.
class Overview {
 public:
  explicit Overview(UnitId root) : root_(root) {
    for (const auto* child : divisions_in_use().children(root)) below_[child->id];
  }

  void add(UnitId unit, const std::function<void(Standing&)>& change) {
    const auto& divisions = divisions_in_use();
    if (!divisions.is_within(unit, root_)) return;
    change(total_);
    const auto child = child_of(unit);
    change(child ? below_[*child] : own_);
  }

  Json json() const {
    const auto& divisions = divisions_in_use();
    Json document = {{"under", unit_json(divisions, *divisions.find(root_))},
                     {"own", standing_json(root_, own_, false)},
                     {"total", standing_json(root_, total_, true)},
                     {"units", Json::array()}};
    std::vector<Json> rows;
    for (const auto& [unit, standing] : below_) rows.push_back(standing_json(unit, standing, true));
    std::ranges::sort(rows, {}, [](const Json& row) { return row["code"].get<std::string>(); });
    for (auto& row : rows) document["units"].push_back(std::move(row));
    return document;
  }

 private:
  // Nothing for the unit itself, and for what stands under none of those that are there now.
  std::optional<UnitId> child_of(UnitId unit) const {
    for (const auto& [child, standing] : below_) {
      if (divisions_in_use().is_within(unit, child)) return child;
    }
    return std::nullopt;
  }

  static std::size_t townships(UnitId unit) {
    const auto& divisions = divisions_in_use();
    std::size_t count = 0;
    for (const auto* child : divisions.children(unit)) {
      count += child->level == UnitLevel::township ? 1 : townships(child->id);
    }
    return count;
  }

  static Json standing_json(UnitId unit, const Standing& standing, bool coverage) {
    const UnitSpan* span = divisions_in_use().find(unit);
    std::uint64_t total = 0;
    for (const auto& [form, count] : standing.records) total += count;
    const bool has_townships = coverage && span->level != UnitLevel::township;
    return {{"code", span->code},
            {"name", span->name},
            {"level", level_name(span->level)},
            {"records", standing.records},
            {"total", total},
            {"devices", standing.devices},
            {"last_contact", time_or_null(standing.last_contact_ms)},
            {"waiting", standing.waiting},
            {"held", standing.held},
            {"quarantined", standing.quarantined},
            {"conflicts", standing.conflicts},
            {"covered", has_townships ? Json(standing.covered.size()) : Json()},
            {"units", has_townships ? Json(townships(unit)) : Json()}};
  }

  UnitId root_;
  Standing own_, total_;
  std::map<UnitId, Standing> below_;
};

// What offices entered; forms that only tell offices something are left out.
Status add_records(Call& call, Overview& overview) {
  const auto& divisions = divisions_in_use();
  for (const auto* form : call.hub().forms().forms()) {
    if (form->reference_data || form->name == kDecisionForm) continue;
    MINSYNC_ASSIGN(const auto counts, call.store.records_by_unit(*form));
    for (const auto& [unit, count] : counts) {
      const auto township = divisions.at_level(unit, UnitLevel::township);
      overview.add(unit, [&, records = count](Standing& standing) {
        standing.records[form->name] += records;
        if (township) standing.covered.insert(*township);
      });
    }
  }
  return {};
}

Status add_offices(Call& call, Overview& overview) {
  std::map<DeviceId, UnitId> units;
  MINSYNC_ASSIGN(const auto devices, call.store.devices());
  for (const auto& device : devices) {
    units[device.id] = device.unit;
    overview.add(device.unit, [&](Standing& standing) {
      standing.devices += device.revoked ? 0 : 1;
      standing.last_contact_ms = std::max(standing.last_contact_ms, device.last_contact_ms);
    });
  }
  const auto count = [&](DeviceId device, std::uint64_t Standing::* what) {
    const auto unit = units.find(device);
    if (unit != units.end()) overview.add(unit->second, [&](Standing& standing) { ++(standing.*what); });
  };
  MINSYNC_ASSIGN(const auto waiting, call.store.all_waiting());
  for (const auto& one : waiting) count(one.edit.id.device, &Standing::waiting);
  MINSYNC_ASSIGN(const auto held, call.store.all_held());
  for (const auto& one : held) count(one.arrived.edit.id.device, &Standing::held);
  MINSYNC_ASSIGN(const auto quarantined, call.store.quarantined());
  for (const auto& one : quarantined) count(one.device, &Standing::quarantined);
  return {};
}

Status add_conflicts(Call& call, Overview& overview) {
  MINSYNC_ASSIGN(const auto open, conflicts_by_unit(call.store, call.hub().forms(), ""));
  for (const auto& [unit, count] : open) {
    overview.add(unit, [conflicts = count](Standing& standing) { standing.conflicts += conflicts; });
  }
  return {};
}

// The city, or what the query names within it.
Result<UnitId> root_of(Call& call) {
  MINSYNC_ASSIGN(const auto city, city_of(call.store));
  MINSYNC_ASSIGN(const auto code, query_text(call, "under"));
  if (code.empty()) return city;
  const auto& divisions = divisions_in_use();
  MINSYNC_ASSIGN(const auto unit, divisions.get_code(code));
  if (!divisions.is_within(unit, city)) return fail(FaultKind::bad_input, "console.not_a_county", {code.substr(0, 12)});
  return unit;
}

}  // namespace

Result<Json> overview(Call& call) {
  MINSYNC_ASSIGN(const auto root, root_of(call));
  const UnitSpan* span = divisions_in_use().find(root);
  if (span->level != UnitLevel::city && span->level != UnitLevel::county) {
    return fail(FaultKind::bad_input, "console.not_a_county", {span->code});
  }
  Overview overview(root);
  MINSYNC_TRY(add_records(call, overview));
  MINSYNC_TRY(add_offices(call, overview));
  MINSYNC_TRY(add_conflicts(call, overview));
  return overview.json();
}

Result<Json> units(Call& call) {
  MINSYNC_ASSIGN(const auto root, root_of(call));
  const auto& divisions = divisions_in_use();
  const auto shown = [&](const UnitSpan& unit) {
    auto json = unit_json(divisions, unit);
    json["children"] = !divisions.children(unit.id).empty();
    return json;
  };
  auto json = Json{{"under", shown(*divisions.find(root))}, {"units", Json::array()}};
  for (const auto* child : divisions.children(root)) json["units"].push_back(shown(*child));
  return json;
}

}  // namespace minsync::console
