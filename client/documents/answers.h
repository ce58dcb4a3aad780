// Where an own edit stands at the hub, in words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "client/store/client_store.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"

namespace minsync {

// merged, parallel, overwritten, in_review, pending, waiting, refused, quarantined: the worst that an edit met.
std::string answer_kind(const OutboxEntry& entry);
std::string answer_text(Language language, const OutboxEntry& entry);
// The hub's reason in the user's language, "" if it gave none.
std::string reason_text(Language language, const OutboxEntry& entry);
nlohmann::ordered_json answer_json(Language language, const Form* form, const OutboxEntry& entry,
                                   Disclosure disclosure);
// The values that an edit set, by field name.
nlohmann::ordered_json edit_values_json(const Form& form, const Edit& edit, Disclosure disclosure);

}  // namespace minsync
