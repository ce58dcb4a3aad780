#include "hub/console/handlers.h"
#include "hub/console/named.h"
#include "hub/documents/form_json.h"
#include "hub/documents/record_document.h"
#include "hub/documents/record_filter.h"
#include "hub/review/putting_back.h"
#include "hub/storage/snapshot.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

// So that an answer takes no longer than that, whatever is asked of however many records.
constexpr std::size_t kMostLookedAt = 20'000;
constexpr std::size_t kLongestSearch = 200;

struct Page {
  std::vector<StoredRecord> records;
  std::string next;
};

Result<Page> read_register(Call& call, const Form& form, const RecordFilter& wanted) {
  MINSYNC_ASSIGN(const auto limit, query_limit(call));
  MINSYNC_ASSIGN(const auto after, query_text(call, "after"));
  std::optional<RecordId> behind;
  if (!after.empty()) {
    MINSYNC_ASSIGN(behind, parse_record_id(after));
  }
  Page page;
  std::size_t looked_at = 0;
  RecordId last;
  MINSYNC_TRY(call.store.records().scan(form, behind, [&](StoredRecord& record) -> Result<bool> {
    if (page.records.size() == limit || looked_at == kMostLookedAt) {
      page.next = last.value.text();
      return false;
    }
    ++looked_at;
    last = record.state.id;
    if (wanted(record)) page.records.push_back(std::move(record));
    return true;
  }));
  return page;
}

Result<std::uint64_t> total_of(Call& call, const Form& form, const std::string& org) {
  const auto& divisions = divisions_in_use();
  std::optional<UnitId> root;
  if (!org.empty()) {
    MINSYNC_ASSIGN(root, divisions.get_code(org));
  }
  MINSYNC_ASSIGN(const auto counts, call.store.records_by_unit(form));
  std::uint64_t total = 0;
  for (const auto& [unit, count] : counts) {
    if (!root || divisions.is_within(unit, *root)) total += count;
  }
  return total;
}

Json row_json(const Form& form, const StoredRecord& stored) {
  auto json = record_json(form, stored, Disclosure::masked);
  json["org_name"] = name_of(stored.state.unit);
  return json;
}

Json whole_json(const Call& call, const ShownRecord& shown, const AuthorNames& authors, Disclosure disclosure) {
  const Form& form = *shown.form;
  auto json = record_document(shown, authors, disclosure, call.language);
  json["org_name"] = name_of(shown.record.state.unit);
  json["conflicts"] = Json::array();
  for (const auto& group : shown.record.state.groups) {
    auto one = conflict_json(form, shown.record.state.id, group, authors, disclosure);
    if (!one.is_null()) json["conflicts"].push_back(std::move(one));
  }
  name_orgs(json);
  return json;
}

}  // namespace

Result<Json> forms(Call& call) {
  auto json = Json{{"forms", Json::array()}};
  for (const auto* form : call.hub().forms().forms()) json["forms"].push_back(brief_json(*form));
  return json;
}

Result<Json> form(Call& call) {
  MINSYNC_ASSIGN(const auto* found, call.hub().forms().get(call.name));
  return form_json(*found);
}

Result<Json> records(Call& call) {
  MINSYNC_ASSIGN(const auto* found, call.hub().forms().get(call.name));
  RecordsWanted wanted;
  MINSYNC_ASSIGN(wanted.org, query_text(call, "org"));
  MINSYNC_ASSIGN(wanted.where, query_text(call, "where"));
  MINSYNC_ASSIGN(wanted.search, query_text(call, "search"));
  if (wanted.search.size() > kLongestSearch) {
    return fail(FaultKind::bad_input, "console.too_long", {"search", std::to_string(kLongestSearch)});
  }
  MINSYNC_ASSIGN(const auto filter, record_filter(*found, wanted));
  MINSYNC_ASSIGN(const auto page, read_register(call, *found, filter));
  auto json = Json{{"records", Json::array()}, {"total", nullptr}};
  json["next"] = page.next.empty() ? Json() : Json(page.next);
  if (wanted.where.empty() && wanted.search.empty()) {
    MINSYNC_ASSIGN(json["total"], total_of(call, *found, wanted.org));
  }
  for (const auto& one : page.records) json["records"].push_back(row_json(*found, one));
  return json;
}

Result<Json> record(Call& call) {
  MINSYNC_ASSIGN(const auto history, query_text(call, "history"));
  MINSYNC_ASSIGN(const auto shown, read_shown_record(call.store, call.name, history == "1"));
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(call.store));
  return whole_json(call, shown, authors, Disclosure::masked);
}

Result<Json> reveal(Call& call) {
  MINSYNC_ASSIGN(const auto id, need_text(call.body, "id", 100));
  const auto history = call.body.find("history");
  MINSYNC_ASSIGN(const auto reason, need_reason(call.body));
  ShownRecord shown;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(call.store));
    MINSYNC_ASSIGN(shown, read_shown_record(call.store, id, history != call.body.end() && *history == true));
  }
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(call.store));
  MINSYNC_ASSIGN(const auto disclosure, disclose_record(call, id, reason));
  return whole_json(call, shown, authors, disclosure);
}

Result<Json> put_record_back(Call& call) {
  MINSYNC_ASSIGN(const auto typed, need_text(call.body, "id", 100));
  MINSYNC_ASSIGN(const auto id, parse_record_id(typed));
  MINSYNC_ASSIGN(const auto field, need_text(call.body, "field", 100));
  MINSYNC_ASSIGN(const auto reason, need_reason(call.body));
  const auto version = call.body.find("version");
  if (version == call.body.end() || !version->is_number_unsigned()) {
    return fail(FaultKind::bad_input, "console.bad_value", {"version"});
  }
  const Version edit{version->get<std::uint64_t>()};
  Version now;
  MINSYNC_TRY(
      act(call, {AuditAction::conflict_decided, typed, {"keep=earlier", "field=" + field}}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(const auto context, call.hub().context(s));
        MINSYNC_TRY(put_back(s, context, call.hub().identity(), id, edit, field, reason));
        MINSYNC_ASSIGN(const Form* form, s.records().form_of(id));
        MINSYNC_ASSIGN(const auto record, s.records().load(*form, id));
        now = record->state.version;
        return {};
      }));
  return Json{{"version", now.value}};
}

}  // namespace minsync::console
