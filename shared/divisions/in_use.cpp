#include "shared/divisions/in_use.h"

namespace minsync {

static const Divisions*& in_use() {
  static thread_local const Divisions* divisions = &Divisions::built_in();
  return divisions;
}

const Divisions& divisions_in_use() {
  return *in_use();
}

void use_divisions(const Divisions& divisions) {
  in_use() = &divisions;
}

DivisionsHere::DivisionsHere(const Divisions& divisions) : before_(in_use()) {
  in_use() = &divisions;
}

DivisionsHere::~DivisionsHere() {
  in_use() = before_;
}

}  // namespace minsync
