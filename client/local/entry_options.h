// What requests that enter something say besides it.
#pragma once

#include "client/exchange/entering.h"
#include "client/local/call.h"

namespace minsync {

// "accept_with" and "draft", and the note by the name that it has in this request.
Result<EntryOptions> entry_options(Call& call, const char* note_key);
// "mend" and "deadline" of a return.
Result<Returning> returning_in(const Call& call);

}  // namespace minsync
