// What travels, for people: batches, requests and answers as JSON. Fields by their numbers, as they are sent, with the
// names of the forms known here.
#pragma once

#include "client/cli/context.h"

namespace minsync {

// Masked, nothing comes out of values whose field is not known here: it may be a sensitive one. `bytes`: an encoded
// message with or without its signature behind it.
Result<Json> message_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure);

}  // namespace minsync
