#include "hub/ingest/form_adoption.h"

#include "hub/ingest/holding.h"
#include "hub/ingest/waiting_room.h"
#include "shared/store/form_definitions.h"

namespace minsync {
namespace {

Status check_adoption(const FormCatalogue& forms, const Form& form) {
  if (form.name == kFormDefinition) return fail(FaultKind::bad_input, "hub.form_fixed", {form.name});
  const Form* present = forms.find(form.name);
  if (present != nullptr) MINSYNC_TRY(check_successor(*present, form));
  return forms.check_references(form);
}

}  // namespace

Status adopt_form(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Form& form,
                  std::string_view yaml) {
  MINSYNC_TRY(check_adoption(context.forms, form));
  MINSYNC_ASSIGN(const Form* carrier, context.forms.get(kFormDefinition));
  MINSYNC_ASSIGN(const auto values, definition_values(*carrier, form, yaml));
  Edit edit = creation_of(*carrier, values, hub, context.now_ms);
  MINSYNC_TRY(ingest_own(store, context, hub, partition_of(context.divisions, hub.device.unit), {std::move(edit)}));
  MINSYNC_TRY(store.adopt_forms());
  MINSYNC_TRY(release_held_of(store, context, form.name));
  // What came with this version before it did.
  return retry_waiting(store, context);
}

}  // namespace minsync
