#include "client/documents/board.h"
#include "client/local/handlers.h"
#include "client/local/record_finder.h"
#include "shared/cli/record_json.h"

namespace minsync {

Result<LocalReply> board(Call& call) {
  auto& store = call.store();
  MINSYNC_ASSIGN(const auto wanted, query_text(call, "form"));
  Json forms = Json::array();
  const Form* chosen = nullptr;
  for (const auto* form : store.forms().forms()) {
    if (!has_board(store, *form)) continue;
    forms.push_back({{"form", form->name}, {"label", {{"zh", form->label.zh}, {"en", form->label.en}}}});
    if (wanted == form->name || (wanted.empty() && chosen == nullptr)) chosen = form;
  }
  if (chosen == nullptr && !wanted.empty()) return fail(FaultKind::bad_input, "local.no_board", {wanted});
  Json out = {{"form", nullptr}, {"states", Json::array()}, {"rows", Json::array()}};
  if (chosen != nullptr) {
    MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
    MINSYNC_ASSIGN(out, board_json(store, *search, *chosen));
    MINSYNC_ASSIGN(out["index"], index_json(call, *chosen));
  }
  out["forms"] = std::move(forms);
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  out["last_sync"] = sync.last_sync_ms == 0 ? Json(nullptr) : Json(time_text(sync.last_sync_ms));
  return json_reply(out);
}

}  // namespace minsync
