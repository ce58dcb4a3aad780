#include "hub/review/life.h"

namespace minsync {
namespace {

// A definition that was replaced by hand may lack a group that the journal has; it has no policy to merge it by.
Edit known_part(const Form& form, Edit edit) {
  std::erase_if(edit.changes, [&](const GroupChange& change) {
    const GroupRule* rule = form.group(change.group);
    return rule == nullptr || (edit.kind != EditKind::remove && change.values.size() != rule->fields.size());
  });
  return edit;
}

}  // namespace

void replay(const Form& form, const std::vector<MergedEdit>& life, const std::function<void(const LifeStep&)>& visit) {
  RecordState state;
  for (const auto& merged : life) {
    const RecordState before = state;
    state.id = merged.edit.record;
    const Edit edit = known_part(form, merged.edit);
    const auto made = merge_edit(form.groups, state, edit, merged.origin);
    visit({edit, merged.origin, merged.at_ms, before, state, made.outcomes});
  }
}

}  // namespace minsync
