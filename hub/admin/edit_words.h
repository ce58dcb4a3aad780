// An edit as people read it.
#pragma once

#include "hub/admin/words.h"
#include "hub/storage/hub_store.h"

namespace minsync {

// With its label's words, and personal numbers with their middle hidden.
std::string shown_text(const HubContext& context, const Field& field, const FieldValue& value);

// "phone = …, address = …", or where it moved to.
std::string changes_text(const HubContext& context, const Form& form, const Edit& edit);

// When it was made, by whom, and what: three arguments of a message.
std::vector<std::string> held_words(const HubContext& context, const Form& form, const HeldEdit& held,
                                    const AuthorNames& authors);

}  // namespace minsync
