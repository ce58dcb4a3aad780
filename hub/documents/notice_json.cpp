#include "hub/documents/notice_json.h"

#include <nlohmann/json.hpp>

#include "hub/documents/record_document.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kKinds[] = {"parallel", "overwritten"};
constexpr std::string_view kStates[] = {"stands", "put_back", "changed"};

struct Names {
  const Form& form;
  const AuthorNames& authors;
  Disclosure disclosure;
};

Json side_json(const Names& names, const GroupRule& rule, const Written& written) {
  const bool known = !written.edit.device.value.is_nil();
  const auto who = known ? names.authors(written.edit) : AuthorName{};
  return {{"value", group_json(names.form, rule, written.values, names.disclosure)},
          {"author", known ? Json(who.name) : Json()},
          {"org", known ? Json(who.org) : Json()},
          {"time", known ? Json(time_text(static_cast<std::int64_t>(ms_of_stamp(written.stamp)))) : Json()},
          {"version", written.version.value}};
}

Json line_json(const Names& names, const NoticeLine& line) {
  const GroupRule& rule = *names.form.group(line.group);
  const Field& first = *names.form.field(rule.fields.front());
  Json json = {{"kind", kKinds[static_cast<std::size_t>(line.kind)]},
               {"kept", side_json(names, rule, line.kept)},
               {"aside", line.aside ? side_json(names, rule, *line.aside) : Json()},
               {"now", side_json(names, rule, line.now)},
               {"state", kStates[static_cast<std::size_t>(line.state)]},
               {"returnable", line.returnable}};
  const bool single = rule.fields.size() == 1;
  json[single ? "field" : "group"] = single ? first.name : first.merge_group;
  return json;
}

Json notice_json(const FoundNotice& found, const AuthorNames& authors, Disclosure disclosure) {
  const Form& form = *found.form;
  Json json = {{"record", found.record.state.id.value.text()},    {"form", form.name},
               {"org", code_of(found.record.state.unit)},         {"title", title_json(form, found.record)},
               {"closed", closed_json(form, found.record)},       {"version", found.notice.version.value},
               {"received", time_text(found.notice.received_ms)}, {"lines", Json::array()}};
  for (const auto& line : found.notice.lines) json["lines"].push_back(line_json({form, authors, disclosure}, line));
  return json;
}

}  // namespace

std::optional<NoticeKind> read_notice_kind(std::string_view word) {
  if (word == kKinds[0]) return NoticeKind::parallel;
  if (word == kKinds[1]) return NoticeKind::overwritten;
  return std::nullopt;
}

Json notices_json(const NoticesPage& page, const AuthorNames& authors, Disclosure disclosure) {
  Json json = {{"notices", Json::array()}};
  for (const auto& one : page.notices) json["notices"].push_back(notice_json(one, authors, disclosure));
  json["next"] = page.next.empty() ? Json() : Json(page.next);
  json["looked_back_to"] = page.looked_back_to_ms == 0 ? Json() : Json(time_text(page.looked_back_to_ms));
  return json;
}

}  // namespace minsync
