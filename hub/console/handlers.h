// A handler for each route. openapi.yaml has what they are asked and what they answer.
#pragma once

#include "hub/console/call.h"

namespace minsync::console {

using Json = nlohmann::json;

// session_routes.cpp
Result<Json> session(Call& call);
Result<Json> login(Call& call);
Result<Json> logout(Call& call);
Result<Json> password(Call& call);
Result<Json> totp(Call& call);
// overview_routes.cpp
Result<Json> overview(Call& call);
Result<Json> units(Call& call);
// record_routes.cpp
Result<Json> forms(Call& call);
Result<Json> form(Call& call);
Result<Json> records(Call& call);
Result<Json> record(Call& call);
Result<Json> reveal(Call& call);
Result<Json> put_record_back(Call& call);
// conflict_routes.cpp
Result<Json> conflicts(Call& call);
Result<Json> resolve(Call& call);
Result<Json> restore(Call& call);
// notice_routes.cpp
Result<Json> notices(Call& call);
// duplicate_routes.cpp
Result<Json> duplicates(Call& call);
Result<Json> compare(Call& call);
Result<Json> decided(Call& call);
Result<Json> merge(Call& call);
Result<Json> split(Call& call);
Result<Json> dismiss(Call& call);
Result<Json> reopen(Call& call);
// target_routes.cpp
Result<Json> targets(Call& call);
Result<Json> progress(Call& call);
Result<Json> rank(Call& call);
Result<Json> score(Call& call);
Result<Json> trend(Call& call);
// publication_routes.cpp
Result<Json> publications(Call& call);
Result<Json> publication(Call& call);
Result<Json> publication_files(Call& call);
Result<Json> publication_preview(Call& call);
Result<Json> prepare(Call& call);
// office_routes.cpp
Result<Json> devices(Call& call);
Result<Json> revoke(Call& call);
Result<Json> enrol_code(Call& call);
// people_routes.cpp
Result<Json> users(Call& call);
Result<Json> add(Call& call);
Result<Json> reset(Call& call);
Result<Json> disable(Call& call);
Result<Json> roles(Call& call);
Result<Json> requests(Call& call);
Result<Json> approve_request(Call& call);
// audit_routes.cpp
Result<Json> audit_entries(Call& call);

}  // namespace minsync::console
