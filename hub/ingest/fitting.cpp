#include <algorithm>

#include "hub/ingest/ingest.h"
#include "hub/ingest/reading_turn.h"

namespace minsync {
namespace {

bool fits(const Form& form, const GroupChange& change) {
  const GroupRule* rule = form.group(change.group);
  if (rule == nullptr || change.values.size() != rule->fields.size()) return false;
  for (std::size_t i = 0; i < change.values.size(); ++i) {
    if (!check_type(*form.field(rule->fields[i]), change.values[i])) return false;
  }
  return true;
}

}  // namespace

std::vector<const Form*> fitting_forms(const FormCatalogue& forms, const Batch& batch) {
  const ReadingTurn turn(batch.edits.size());
  std::vector<const Form*> fitting;
  fitting.reserve(batch.edits.size());
  for (const auto& edit : batch.edits) {
    const Form* form = forms.find(edit.form);
    const bool all = form != nullptr && makes_new_record(*form, edit) &&
                     std::ranges::all_of(edit.changes, [&](const GroupChange& change) { return fits(*form, change); });
    fitting.push_back(all ? form : nullptr);
  }
  return fitting;
}

}  // namespace minsync
