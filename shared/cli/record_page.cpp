#include "shared/cli/record_page.h"

#include "shared/cli/record_json.h"

namespace minsync {

Result<RecordPage> read_page(RecordTables& records, const Form& form, const std::string& after, std::size_t limit,
                             const std::function<bool(const StoredRecord&)>& wanted) {
  std::optional<RecordId> behind;
  if (!after.empty()) {
    MINSYNC_ASSIGN(behind, parse_record_id(after));
  }
  RecordPage page;
  bool more = false;
  MINSYNC_TRY(records.scan(form, behind, [&](StoredRecord& record) -> Result<bool> {
    if (!wanted(record)) return true;
    more = page.records.size() == limit;
    if (!more) page.records.push_back(std::move(record));
    return !more;
  }));
  if (more && !page.records.empty()) page.next = page.records.back().state.id.value.text();
  return page;
}

}  // namespace minsync
