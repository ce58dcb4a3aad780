// The org units that a program's commands, or a thread of the local page's server, show and read codes by: those of the
// store that it opened, the built-in ones before. Each thread has its own; stores, ingest and exchange are handed
// theirs.
#pragma once

#include "shared/divisions/divisions.h"

namespace minsync {

const Divisions& divisions_in_use();
// `divisions` must stay as long as they are shown.
void use_divisions(const Divisions& divisions);

// The same while it lasts: of one request of several that a thread answers.
class DivisionsHere {
 public:
  explicit DivisionsHere(const Divisions& divisions);
  ~DivisionsHere();
  DivisionsHere(const DivisionsHere&) = delete;
  DivisionsHere& operator=(const DivisionsHere&) = delete;

 private:
  const Divisions* before_;
};

}  // namespace minsync
