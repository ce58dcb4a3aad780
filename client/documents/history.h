// Who wrote what into a record, as far as this computer knows.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "client/store/client_store.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"

namespace minsync {

// Own edits, and what others wrote that still stands, newest first: [{"sequence","values","author","org","entered_by",
// "device","time","note","receipt","replaced-by"}].
Result<nlohmann::ordered_json> history_json(Language language, ClientStore& store, const Form& form,
                                            const StoredRecord& record, Disclosure disclosure);

}  // namespace minsync
