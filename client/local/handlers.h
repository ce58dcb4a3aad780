// A handler for each route. openapi.yaml has what they are asked and what they answer.
#pragma once

#include "client/local/call.h"

namespace minsync {

// session_routes.cpp
Result<LocalReply> session(Call& call);
Result<LocalReply> unlock(Call& call);
Result<LocalReply> lock(Call& call);
Result<LocalReply> status(Call& call);
// sync_routes.cpp
Result<LocalReply> sync_standing(Call& call);
Result<LocalReply> sync_do(Call& call);
// form_routes.cpp
Result<LocalReply> forms(Call& call);
Result<LocalReply> form(Call& call);
// list_routes.cpp
Result<LocalReply> records(Call& call);
// record_routes.cpp
Result<LocalReply> record(Call& call);
// entry_routes.cpp
Result<LocalReply> create_record(Call& call);
Result<LocalReply> edit_record(Call& call);
Result<LocalReply> remove_record(Call& call);
Result<LocalReply> move_record(Call& call);
Result<LocalReply> check_typed(Call& call);
Result<LocalReply> resolve(Call& call);
// file_routes.cpp
Result<LocalReply> keep_page_file(Call& call);
Result<LocalReply> record_file(Call& call);
Result<LocalReply> fetch_record_file(Call& call);
// bulk_routes.cpp
Result<LocalReply> preview_bulk(Call& call);
Result<LocalReply> take_bulk(Call& call);
// draft_routes.cpp
Result<LocalReply> list_drafts(Call& call);
Result<LocalReply> save_draft(Call& call);
Result<LocalReply> delete_draft(Call& call);
Result<LocalReply> list_views(Call& call);
Result<LocalReply> store_views(Call& call);
// answer_routes.cpp
Result<LocalReply> receipts(Call& call);
Result<LocalReply> conflicts(Call& call);
// office_routes.cpp
Result<LocalReply> units(Call& call);
Result<LocalReply> log_lines(Call& call);
Result<LocalReply> reveal(Call& call);
// board_routes.cpp
Result<LocalReply> board(Call& call);
// work_routes.cpp
Result<LocalReply> work(Call& call);
// export_routes.cpp
Result<LocalReply> export_file(Call& call);
// import_routes.cpp
Result<LocalReply> try_import(Call& call);
Result<LocalReply> commit_import(Call& call);
// bundle_routes.cpp
Result<LocalReply> bundle_up(Call& call);
Result<LocalReply> bundle_down(Call& call);

}  // namespace minsync
