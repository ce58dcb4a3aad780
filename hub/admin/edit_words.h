// An edit as people read it.
#pragma once

#include "hub/admin/words.h"
#include "hub/storage/hub_store.h"

namespace minsync {

// With its label's words.
std::string shown_text(const HubContext& context, const Field& field, const FieldValue& value, Disclosure disclosure);

// "phone = …, address = …", or where it moved to.
std::string changes_text(const HubContext& context, const Form& form, const Edit& edit, Disclosure disclosure);

// When it was made, by whom, and what: three arguments of a message.
std::vector<std::string> held_words(const HubContext& context, const Form& form, const HeldEdit& held,
                                    const AuthorNames& authors, Disclosure disclosure);

}  // namespace minsync
