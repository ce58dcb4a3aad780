// The org units that a program's commands show and read codes by: those of the store they opened, the built-in ones
// before. For commands only, one of which runs in a process; stores, ingest and exchange are handed theirs.
#pragma once

#include "shared/divisions/divisions.h"

namespace minsync {

const Divisions& divisions_in_use();
// `divisions` must stay as long as they are shown.
void use_divisions(const Divisions& divisions);

}  // namespace minsync
