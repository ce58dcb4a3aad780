#include "shared/forms/form.h"

#include <algorithm>

namespace minsync {
namespace {

template <typename Items, typename Matches>
auto find_item(const Items& items, Matches matches) -> decltype(items.data()) {
  const auto found = std::find_if(items.begin(), items.end(), matches);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Transition* Workflow::find(std::string_view from, std::string_view to) const {
  return find_item(transitions, [&](const Transition& t) { return t.from == from && t.to == to; });
}

bool Workflow::holds_in(std::string_view state) const {
  return std::find(holds.begin(), holds.end(), state) != holds.end();
}

const State* Workflow::state(std::string_view name) const {
  return find_item(states, [&](const State& s) { return s.name == name; });
}

const Field* Form::field(std::string_view wanted) const {
  return find_item(fields, [&](const Field& f) { return f.name == wanted; });
}

const Field* Form::field(FieldNumber number) const {
  return find_item(fields, [&](const Field& f) { return f.number == number; });
}

const GroupRule* Form::group(GroupNumber number) const {
  return find_item(groups, [&](const GroupRule& g) { return g.number == number; });
}

const GroupRule& Form::group_of(FieldNumber number) const {
  const auto* found = find_item(groups, [&](const GroupRule& g) {
    return std::find(g.fields.begin(), g.fields.end(), number) != g.fields.end();
  });
  MINSYNC_ASSERT(found != nullptr);
  return *found;
}

bool Form::required_binds(std::string_view state) const {
  if (!workflow || required_from.empty()) return true;
  const auto* first = workflow->state(required_from);
  const auto* now = workflow->state(state.empty() ? workflow->initial : state);
  // A state that this version does not know comes from a later one, where the record went on.
  return now == nullptr || now >= first;
}

}  // namespace minsync
