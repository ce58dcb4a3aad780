#include "client/local/record_finder.h"

#include <algorithm>

#include "client/documents/conflicts.h"
#include "shared/cli/record_json.h"
#include "shared/cli/record_page.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::size_t kFollowedAtOnce = 200, kChunk = 1000;
constexpr std::int64_t kMostCounted = 10'000;

Status add_only(const Form& form, const std::string& only, ListQuery& query) {
  const bool workflow = form.workflow.has_value();
  if (only == "returned") {
    query.index.state = "returned";
  } else if (only == "draft") {
    query.index.state = workflow ? form.workflow->initial : "draft";
  } else if (only == "warning") {
    query.index.warned = true;
  } else if (only == "conflict") {
    query.contested = true;
  } else if (only == "waiting") {
    query.own = OutboxState::pending;
  } else if (only == "refused") {
    query.own = OutboxState::refused;
  } else if (only == "held") {
    query.own = OutboxState::held;
  } else if (!only.empty()) {
    return fail(FaultKind::bad_input, "local.bad_value", {"only"});
  }
  return {};
}

Status add_units(Call& call, const Form& form, const std::string& org, ListQuery& query) {
  if (org.empty()) return {};
  const auto& divisions = divisions_in_use();
  MINSYNC_ASSIGN(const auto unit, divisions.get_code(org));
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  MINSYNC_ASSIGN(query.index.units, search->units(form));
  std::erase_if(query.index.units, [&](UnitId one) { return !divisions.is_within(one, unit); });
  query.index.all_units = false;
  return {};
}

// Of all forms: which one a record is of is seen when it is loaded.
Result<std::set<RecordId>> listed_ids(ClientStore& store, const Form& form, const ListQuery& query) {
  std::set<RecordId> ids;
  if (query.contested) {
    MINSYNC_TRY(each_conflict(store, [&](const FoundConflict& found) {
      if (found.form == &form) ids.insert(found.record.state.id);
    }));
    return ids;
  }
  MINSYNC_ASSIGN(auto rows, store.database().query("SELECT DISTINCT record FROM outbox WHERE state = ? AND state <> 2",
                                                   static_cast<int>(*query.own)));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return ids;
    ids.insert(RecordId{rows.uuid(0)});
  }
}

Result<std::set<RecordId>> all_indexed(Call& call, const Form& form, const RecordQuery& query) {
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  std::set<RecordId> ids;
  for (std::int64_t after = 0;;) {
    MINSYNC_ASSIGN(const auto found, search->find(form, query, after, kChunk));
    ids.insert(found.ids.begin(), found.ids.end());
    if (found.next == 0) return ids;
    after = found.next;
  }
}

// Records of a list of ids, ascending.
Result<FoundPage> page_of_ids(Call& call, const Form& form, const ListQuery& query, const std::set<RecordId>& ids,
                              const std::string& after, std::size_t limit) {
  auto next = ids.begin();
  if (!after.empty()) {
    MINSYNC_ASSIGN(const auto behind, parse_record_id(after));
    next = ids.upper_bound(behind);
  }
  FoundPage page;
  for (; next != ids.end(); ++next) {
    MINSYNC_ASSIGN(auto record, call.store().records().load(form, *next));
    if (!record || !fits_query(form, query, *record)) continue;
    if (page.records.size() == limit) {
      page.next = page.records.back().state.id.value.text();
      break;
    }
    page.records.push_back(std::move(*record));
  }
  return page;
}

// A record's newest edit in the state, older than that one.
constexpr std::string_view kNewestEdited =
    "SELECT sequence, record FROM outbox o WHERE state = ?1 AND state <> 2 AND sequence < ?2 AND NOT EXISTS"
    " (SELECT 1 FROM outbox later WHERE later.record = o.record AND later.sequence > o.sequence AND later.state = ?1)"
    " ORDER BY sequence DESC";

Result<std::int64_t> number_in(const std::string& after, std::int64_t otherwise) {
  std::int64_t number = 0;
  for (const char c : after) {
    if (c < '0' || c > '9' || after.size() > 18) return fail(FaultKind::bad_input, "local.bad_value", {"after"});
    number = number * 10 + (c - '0');
  }
  return after.empty() ? otherwise : number;
}

// Records with own edits in a state, the newest first.
Result<FoundPage> page_of_edits(Call& call, const Form& form, const ListQuery& query, const std::string& after,
                                std::size_t limit) {
  MINSYNC_ASSIGN(const auto before, number_in(after, INT64_MAX));
  FoundPage page;
  std::int64_t last = before;
  MINSYNC_ASSIGN(auto rows, call.store().database().query(kNewestEdited, static_cast<int>(*query.own), before));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, rows.step());
    if (!more) return page;
    MINSYNC_ASSIGN(auto record, call.store().records().load(form, RecordId{rows.uuid(1)}));
    if (!record || !fits_query(form, query, *record)) continue;
    if (page.records.size() == limit) {
      page.next = std::to_string(last);
      return page;
    }
    last = rows.integer(0);
    page.records.push_back(std::move(*record));
  }
}

Result<FoundPage> indexed_page(Call& call, const Form& form, const RecordQuery& query, const std::string& after,
                               std::size_t limit) {
  MINSYNC_ASSIGN(const auto behind, number_in(after, 0));
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  MINSYNC_ASSIGN(const auto found, search->find(form, query, behind, limit));
  FoundPage page;
  for (const auto id : found.ids) {
    // What has gone since, or has another state, is not shown as it was.
    MINSYNC_ASSIGN(auto record, call.store().records().load(form, id));
    if (record && fits_query(form, {query, std::nullopt, false}, *record)) page.records.push_back(std::move(*record));
  }
  if (found.next != 0) page.next = std::to_string(found.next);
  return page;
}

}  // namespace

bool fits_query(const Form& form, const ListQuery& query, const StoredRecord& record) {
  if (record.deleted) return false;
  if (!query.index.state.empty() && state_in(form, record.shown) != query.index.state) return false;
  return query.index.all_units || std::ranges::find(query.index.units, record.state.unit) != query.index.units.end();
}

Result<SearchIndex*> search_of(PageState& page) {
  if (!page.search) {
    MINSYNC_ASSIGN(page.search, SearchIndex::open(page.store.folder()));
  }
  MINSYNC_TRY(page.search->follow_own_edits(page.store, kFollowedAtOnce, page.now_ms()));
  return &*page.search;
}

Result<Json> index_json(Call& call, const Form& form) {
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  MINSYNC_ASSIGN(const auto standing, search->standing(form));
  const auto at = standing.at_ms == 0 ? Json(nullptr) : Json(time_text(static_cast<std::int64_t>(standing.at_ms)));
  return Json{{"complete", standing.complete}, {"indexed", standing.indexed}, {"at", at}};
}

Result<ListQuery> list_query(Call& call, const Form& form) {
  ListQuery query;
  MINSYNC_ASSIGN(query.index.search, query_text(call, "search"));
  MINSYNC_ASSIGN(query.index.state, query_text(call, "state"));
  MINSYNC_ASSIGN(const auto only, query_text(call, "only"));
  MINSYNC_TRY(add_only(form, only, query));
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  MINSYNC_TRY(add_units(call, form, org, query));
  return query;
}

Result<std::set<RecordId>> find_all(Call& call, const Form& form, const ListQuery& query) {
  if (!query.own && !query.contested) return all_indexed(call, form, query.index);
  MINSYNC_ASSIGN(auto ids, listed_ids(call.store(), form, query));
  if (query.index.search.empty() && !query.index.warned) return ids;
  MINSYNC_ASSIGN(const auto indexed, all_indexed(call, form, query.index));
  std::erase_if(ids, [&](RecordId id) { return !indexed.contains(id); });
  return ids;
}

Result<FoundPage> find_page(Call& call, const Form& form, const ListQuery& query, const std::string& after,
                            std::size_t limit) {
  if (query.everything()) {
    MINSYNC_ASSIGN(auto page, read_page(call.store().records(), form, after, limit,
                                        [](const StoredRecord& record) { return !record.deleted; }));
    return FoundPage{std::move(page.records), std::move(page.next)};
  }
  if (!query.own && !query.contested) return indexed_page(call, form, query.index, after, limit);
  if (query.own && query.index.search.empty()) return page_of_edits(call, form, query, after, limit);
  MINSYNC_ASSIGN(const auto ids, find_all(call, form, query));
  return page_of_ids(call, form, query, ids, after, limit);
}

Result<std::optional<std::int64_t>> count_found(Call& call, const Form& form, const ListQuery& query) {
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  if (query.own || query.contested) return std::nullopt;
  if (!query.everything()) return search->count(form, query.index, kMostCounted);
  MINSYNC_ASSIGN(const auto standing, search->standing(form));
  if (standing.complete) return standing.indexed;
  return std::nullopt;
}

}  // namespace minsync
