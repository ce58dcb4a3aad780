#include "shared/store/delegations.h"

#include <algorithm>

#include "shared/store/carrier_records.h"

namespace minsync {
namespace {

std::optional<Delegation> delegation_in(const Form& form, const StoredRecord& record) {
  const auto county = value_in<std::int64_t>(form, record.shown, "county");
  const auto since = value_in<std::int64_t>(form, record.shown, "since");
  const auto until = value_in<std::int64_t>(form, record.shown, "until");
  const bool sound = county && *county > 0 && *county <= UINT32_MAX && since;
  if (!sound) return std::nullopt;
  Delegation delegation;
  delegation.record = record.state.id;
  delegation.county = UnitId{static_cast<std::uint32_t>(*county)};
  delegation.form = value_in<std::string>(form, record.shown, "decides_on").value_or("");
  delegation.since = static_cast<std::int32_t>(*since);
  if (until) delegation.until = static_cast<std::int32_t>(*until);
  delegation.document = value_in<std::string>(form, record.shown, "document").value_or("");
  return delegation;
}

}  // namespace

FieldValues values_of(const Form& form, const Delegation& delegation) {
  FieldValues values;
  const auto put = [&](const char* name, FieldValue value) { values[form.field(name)->number] = std::move(value); };
  put("county", std::int64_t{delegation.county.value});
  put("decides_on", delegation.form);
  put("since", std::int64_t{delegation.since});
  if (delegation.until) put("until", std::int64_t{*delegation.until});
  if (!delegation.document.empty()) put("document", delegation.document);
  return values;
}

Result<std::vector<Delegation>> read_delegations(RecordTables& records, const FormCatalogue& forms) {
  return read_carriers<Delegation>(records, forms, kDelegationForm, delegation_in);
}

Result<bool> is_delegated(RecordTables& records, const FormCatalogue& forms, const std::string& form, UnitId county,
                          std::int32_t day) {
  MINSYNC_ASSIGN(const auto all, read_delegations(records, forms));
  return std::ranges::any_of(
      all, [&](const Delegation& one) { return one.county == county && one.form == form && one.holds_on(day); });
}

}  // namespace minsync
