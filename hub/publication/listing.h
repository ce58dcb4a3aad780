// Publications as the commands print them and the console shows them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "hub/publication/publications.h"

namespace minsync {

// {"publications": [{"number", "year", "as_of", "published", "prepared_by", "confirmed_by", "differences", "sha256"}],
// "waiting": [{"request", "year", "asked_by", "asked", "expires"}]}; of one year, or of all (0). In a read snapshot.
Result<nlohmann::json> publications_document(HubStore& store, std::int32_t year, std::int64_t now_ms);

// The whole of one, by its number ("2016-1") or by the request that it waits for ("5"), with "sha256" and "request".
// In a read snapshot. Fault: bad_input, there is none.
Result<nlohmann::json> named_publication(HubStore& store, const std::string& name, std::int64_t now_ms);

nlohmann::json publication_json(const Publication& publication);

}  // namespace minsync
