#include "client/local/slow_desk.h"

namespace minsync {

Result<LocalService*> SlowDesk::open() {
  if (service_) return &*service_;
  if (!forms_) {
    MINSYNC_ASSIGN(auto forms, FormCatalogue::load());
    forms_.emplace(std::move(forms));
  }
  MINSYNC_ASSIGN(store_, ClientStore::open(folder_, *forms_));
  service_.emplace(*store_, keys_, settings_, now_ms_);
  service_->sync_with(sync_);
  return &*service_;
}

std::function<LocalReply()> SlowDesk::work_for(const LocalRequest& request, const std::string& session) {
  if (!is_slow(request)) return {};
  return [this, request, session] {
    const auto service = open();
    if (!service) return refusal_reply(request, 500, language_of(request, settings_.language), service.error());
    (*service)->take_session(session);
    return (*service)->answer(request);
  };
}

}  // namespace minsync
