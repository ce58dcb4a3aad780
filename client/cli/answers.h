// Where an own edit stands at the hub, in words.
#pragma once

#include "client/cli/context.h"

namespace minsync {

// merged, parallel, overwritten, in_review, pending, waiting, refused, quarantined: the worst that an edit met.
std::string answer_kind(const OutboxEntry& entry);
std::string answer_text(const Context& context, const OutboxEntry& entry);
// The hub's reason in the user's language, "" if it gave none.
std::string reason_text(const Context& context, const OutboxEntry& entry);
Json answer_json(const Context& context, const Form* form, const OutboxEntry& entry, Disclosure disclosure);
// The values that an edit set, by field name.
Json edit_values_json(const Form& form, const Edit& edit, Disclosure disclosure);

}  // namespace minsync
