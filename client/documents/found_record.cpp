#include "client/documents/found_record.h"

#include <nlohmann/json.hpp>

#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/characters.h"

namespace minsync {

std::string unit_code(UnitId unit) {
  const UnitSpan* span = divisions_in_use().find(unit);
  return span == nullptr ? "" : span->code;
}

Result<FoundRecord> find_record(ClientStore& store, std::string_view id) {
  MINSYNC_ASSIGN(const auto record_id, parse_record_id(trim_blanks(id)));
  const auto none = fail(FaultKind::bad_input, "client.no_record", {record_id.value.text()});
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(record_id));
  if (form == nullptr) return none;
  MINSYNC_ASSIGN(auto record, store.records().load(*form, record_id));
  if (!record) return none;
  if (record->deleted) return fail(FaultKind::bad_input, "client.record_deleted", {record_id.value.text()});
  return FoundRecord{form, std::move(*record)};
}

}  // namespace minsync
