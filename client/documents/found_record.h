// A record by the id that a user gives, on the command line or to the local page.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "client/store/client_store.h"

namespace minsync {

// Code of a unit in use, "" for another.
std::string unit_code(UnitId unit);

// The record with its form. Faults: bad_input for no id or no such record (deleted ones too).
struct FoundRecord {
  const Form* form = nullptr;
  StoredRecord record;
};
Result<FoundRecord> find_record(ClientStore& store, std::string_view id);

}  // namespace minsync
