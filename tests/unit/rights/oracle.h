// Who may do what, said a second time: from FORMS.md, MERGE.md and hub/DESIGN.md, by the digits of codes, without a
// line of the code under test. What the definitions of forms say is taken from them as data.
#pragma once

#include <string>
#include <vector>

#include "shared/forms/form.h"
#include "sync_protocol/role.h"

namespace minsync::oracle {

struct Office {
  std::string code;  // 12 digits
  Role role = Role::township;
  std::vector<std::string> forms;  // empty: all
};

enum class Verdict { merged, held, refused };

inline constexpr const char* kCity = "330100000000";

// Scope (PROTOCOL.md): a township its area, a county all of the county; both read the city's reference data.
bool owns(const Office& office, const std::string& unit);
bool reads(const Office& office, const std::string& unit);
bool deals_with(const Office& office, const std::string& form);
bool sees(const Office& office, const Form& form, const std::string& unit);

// A creation, or a change or removal of a record that is not closed.
Verdict writing(const Office& office, const Form& form, const std::string& unit);
// A change of this field, or (nullptr) a removal, while the record is in `state`; in the office's own area.
Verdict content(const Form& form, const Field* field, const std::string& state, Role role);
// `seen`: its author has seen everything merged in the record.
Verdict step(const Form& form, const std::string& from, const std::string& to, Role role, bool delegated, bool seen);

// Whether `relay` may bring what `author` made: an office of the county, or another computer of its own.
bool relays(const Office& relay, const Office& author);
// And take back what the hub tells the author: it can read that.
bool carries_back(const Office& relay, const Office& author);

// States from the first to `state`, one legal step after the other.
std::vector<std::string> way_to(const Form& form, const std::string& state);

}  // namespace minsync::oracle
