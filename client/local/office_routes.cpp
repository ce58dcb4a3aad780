#include <algorithm>
#include <fstream>

#include "client/documents/found_record.h"
#include "client/exchange/entry_rules.h"
#include "client/local/handlers.h"
#include "client/store/reveals.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/pinyin/pinyin.h"

namespace minsync {
namespace {

constexpr std::size_t kMostUnits = 500;
constexpr std::streamoff kLogBytes = 256 << 10;

// The own unit and those that took its area.
std::vector<UnitId> own_units(ClientStore& store) {
  return divisions_in_use().succession(store.enrolment().unit);
}

bool within_scope(ClientStore& store, UnitId unit) {
  return std::ranges::any_of(own_units(store), [&](UnitId own) { return divisions_in_use().is_within(unit, own); });
}

bool names_unit(const UnitSpan& unit, const std::string& wanted) {
  if (unit.code.starts_with(wanted) || unit.name.find(wanted) != std::string::npos) return true;
  return std::ranges::any_of(pinyin_initials(unit.name),
                             [&](const std::string& letters) { return letters.find(wanted) != std::string::npos; });
}

Json as_json(const UnitSpan& unit) {
  const auto& divisions = divisions_in_use();
  Json out = unit_json(divisions, unit);
  out["children"] = !divisions.children(unit.id).empty();
  return out;
}

// The end of the file, as far as it is looked at.
std::string end_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return {};
  const auto size = static_cast<std::streamoff>(in.tellg());
  in.seekg(std::max<std::streamoff>(0, size - kLogBytes));
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Result<LocalReply> units(Call& call) {
  auto& store = call.store();
  const auto& divisions = divisions_in_use();
  MINSYNC_ASSIGN(const auto under, query_text(call, "under"));
  MINSYNC_ASSIGN(const auto search, query_text(call, "search"));
  std::vector<const UnitSpan*> found;
  if (!search.empty()) {
    for (const auto* unit : divisions.all()) {
      if (found.size() < kMostUnits && names_unit(*unit, search) && within_scope(store, unit->id)) {
        found.push_back(unit);
      }
    }
  } else if (!under.empty()) {
    MINSYNC_ASSIGN(const auto parent, divisions.get_code(under));
    for (const auto* unit : divisions.children(parent)) {
      if (within_scope(store, unit->id)) found.push_back(unit);
    }
  } else {
    for (const auto own : divisions.heirs(store.enrolment().unit)) {
      if (const UnitSpan* unit = divisions.find(own)) found.push_back(unit);
      const auto children = divisions.children(own);
      found.insert(found.end(), children.begin(), children.end());
    }
  }
  if (found.size() > kMostUnits) found.resize(kMostUnits);
  Json out = {{"units", Json::array()}};
  for (const auto* unit : found) out["units"].push_back(as_json(*unit));
  return json_reply(out);
}

Result<LocalReply> log_lines(Call& call) {
  MINSYNC_ASSIGN(const auto limit, query_number(call, "lines", 200, 1000));
  const auto text = end_of(call.store().folder() + "/minsync.log");
  Json lines = Json::array();
  std::string_view rest = text;
  while (!rest.empty() && lines.size() < limit) {
    const auto end = rest.find_last_of('\n');
    const auto line = end == std::string_view::npos ? rest : rest.substr(end + 1);
    if (!line.empty()) lines.push_back(line);
    rest = rest.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return json_reply({{"lines", std::move(lines)}});
}

Result<LocalReply> reveal(Call& call) {
  MINSYNC_ASSIGN(const auto id, need_text(call, "id", 100));
  MINSYNC_ASSIGN(const auto name, need_text(call, "field", 200));
  MINSYNC_ASSIGN(const auto reason, text_or_empty(call, "reason", 500));
  MINSYNC_ASSIGN(const auto found, find_record(call.store(), id));
  MINSYNC_ASSIGN(const Field* field, get_field(*found.form, name));
  MINSYNC_ASSIGN(const auto why, normalise(reason));
  const auto about = found.record.state.id.value.text() + " " + field->name + (why.empty() ? "" : ": " + why);
  MINSYNC_ASSIGN(const auto disclosure, call.disclose({"reveal", about, 1}));
  const auto value = found.record.shown.find(field->number);
  const auto shown =
      value == found.record.shown.end() ? Json(nullptr) : Json(value_json(*field, value->second, disclosure));
  return json_reply({{"value", shown}});
}

}  // namespace minsync
