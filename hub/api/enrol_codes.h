// What a one-time code may be asked for, checked; by the command and by the console.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

struct WantedCode {
  std::string org, role;        // "330106002", "township"
  std::string expires = "24h";  // "30m", "24h", "7d"; at most a year
  std::string address;          // host:port; "" takes the one that the hub serves at
  std::vector<std::string> forms;
};

struct CheckedCode {
  UnitId unit;
  std::string unit_code, unit_name;
  Role role = Role::township;
  std::vector<std::string> forms;
  std::int64_t expires_ms = 0;
  std::string address;
};
// Faults: bad_input and usage, each names what does not fit: the unit, its level, another city, a form, the span.
Result<CheckedCode> check_wanted_code(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const WantedCode& wanted);

// In the write transaction. `folder`: the hub's, whose TLS key the code names. The audit log is the caller's business.
Result<std::string> make_checked_code(HubStore& store, const std::string& folder, const CheckedCode& checked);
// "role=…", "expires=…", "forms=…" for it.
std::vector<std::string> code_details(const CheckedCode& checked);

}  // namespace minsync
