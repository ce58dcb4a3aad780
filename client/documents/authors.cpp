#include "client/documents/authors.h"

#include "client/documents/found_record.h"
#include "shared/divisions/in_use.h"

namespace minsync {

std::string author_name(Language language, const ClientStore& store, DeviceId device) {
  if (device == store.enrolment().device) return say(language, "client.this_computer");
  const auto text = device.value.text();
  return say(language, "client.other_computer", {text.substr(text.size() - 8)});
}

std::string author_org(const ClientStore& store, UnitId record_unit, const Origin& origin) {
  if (origin.edit.device == store.enrolment().device) return unit_code(store.enrolment().unit);
  const auto level = origin.rank == kRankTownship ? UnitLevel::township
                     : origin.rank == kRankCounty ? UnitLevel::county
                                                  : UnitLevel::city;
  return unit_code(divisions_in_use().at_level(record_unit, level).value_or(record_unit));
}

}  // namespace minsync
