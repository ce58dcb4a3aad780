// What `doctor` finds, also for a support bundle.
#pragma once

#include <string>
#include <vector>

#include "client/cli/context.h"

namespace minsync {

struct DoctorFinding {
  std::string check;  // name for JSON
  bool good = true, integrity = false;
  std::string text;
};
// Everything that can be looked at, in a folder that does not open too; nothing is changed.
Result<std::vector<DoctorFinding>> doctor_findings(Context& context);

}  // namespace minsync
