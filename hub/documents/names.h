// Days, and names of authors and units: what commands and the console's documents say and read alike.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/storage/hub_store.h"
#include "shared/cli/record_json.h"

namespace minsync {

// Days since 1970-01-01, by the machine's own calendar.
std::int32_t today();
// "2016-12-31"; nothing for an empty text. Faults are FaultKind::usage.
Result<std::optional<std::int32_t>> read_day(const std::string& text);

// Code of a unit as it is now, or was last; "" if it is not known.
std::string code_of(UnitId unit);
std::string name_of(UnitId unit);

// Who a device is, by the store's list of devices and the hub's own name.
class AuthorNames {
 public:
  static Result<AuthorNames> read(HubStore& store);
  AuthorName operator()(const EditId& id) const;

 private:
  std::map<DeviceId, AuthorName> names_;
};

// A reason or remark as typed, in NFC; too long is a fault.
Result<std::string> reason_text(const std::string& typed);

// The city that this hub is for.
Result<UnitId> city_of(HubStore& store);

}  // namespace minsync
