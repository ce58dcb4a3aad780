// Which records a list, an export or the work list is about.
#pragma once

#include <optional>
#include <set>

#include "client/local/call.h"

namespace minsync {

// What the query of a request chooses of a form's records.
struct ListQuery {
  RecordQuery index;               // what the search index tells
  std::optional<OutboxState> own;  // records with own edits in this state
  bool contested = false;          // records in conflict
  bool everything() const {
    return index.search.empty() && index.state.empty() && index.all_units && !index.warned && !own && !contested;
  }
};
// ?search, state, org, only. Fault: bad_input for values that are none.
Result<ListQuery> list_query(Call& call, const Form& form);

// The index, with what was entered here a moment ago.
Result<SearchIndex*> search_of(PageState& page);

// How far the index has come with the form.
Result<Json> index_json(Call& call, const Form& form);

// Whether a record that was found in the index is still one of these.
bool fits_query(const Form& form, const ListQuery& query, const StoredRecord& record);

struct FoundPage {
  std::vector<StoredRecord> records;
  std::string next;  // "": there is none
};
// At most `limit` from behind the cursor `after`, "" for the first page.
Result<FoundPage> find_page(Call& call, const Form& form, const ListQuery& query, const std::string& after,
                            std::size_t limit);
// The same without records, all of them.
Result<std::set<RecordId>> find_all(Call& call, const Form& form, const ListQuery& query);
// How many there are on all pages, nothing where that is not told cheaply.
Result<std::optional<std::int64_t>> count_found(Call& call, const Form& form, const ListQuery& query);

}  // namespace minsync
