// Computers, their codes, and entries of the audit log, as commands print them and the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/api/enrol_codes.h"

namespace minsync {

// {"id","name","org","role","forms","revoked","enrolled","last_contact"}
nlohmann::json device_json(const Device& device);
// {"number","time","action","actor","object","details","hash"}
nlohmann::json entry_json(const AuditEntry& entry);
// {"code","org","role","forms","expires"}
nlohmann::json enrol_code_json(const CheckedCode& checked, const std::string& code);
// Null for 0.
nlohmann::json time_or_null(std::int64_t ms);

}  // namespace minsync
