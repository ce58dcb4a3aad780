// Who may change what while a record is in which state. Pure: hub and client ask the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/forms/validation.h"
#include "sync_protocol/edit.h"
#include "sync_protocol/role.h"

namespace minsync {

// What becomes of a change of content while the record is in a state.
enum class FieldRight {
  open,    // it is merged
  held,    // the record is closed: it is merged when that is opened again
  refused  // this role may not change the field in that state
};

// A rule that names the state decides: its roles may, at once, and nobody else may. Where none does, everybody who may
// write the form may, but not before a closed record is opened.
FieldRight field_right(const Form& form, const Field& field, std::string_view state, Role role);

// The state that a record with these values is in; "" for forms without a workflow.
std::string state_in(const Form& form, const FieldValues& values);

// The state that this edit takes a record out of `present` into; nothing if it is no transition.
std::optional<std::string> state_wanted(const Form& form, const Edit& edit, std::string_view present);

// `delegated`: the record's county has delegated the form's decisions to its townships.
bool may_take(const Transition& step, Role role, bool delegated);

// Of the groups that an edit changes, the status itself left out: the field that this role may not change in `state`
// (nullptr: there is none), and whether the edit is to be held.
struct ContentRight {
  const Field* refused = nullptr;
  bool held = false;
};
ContentRight content_right(const Form& form, const Edit& edit, std::string_view state, Role role);

}  // namespace minsync
